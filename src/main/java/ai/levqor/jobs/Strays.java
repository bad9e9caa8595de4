package ai.levqor.jobs;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds jobs that the database says run here and of which this node knows nothing: the answer to a claim, an insert or a
 * release was lost on its way. They are queued again; they never began, so the attempt does not count.
 */
final class Strays {
    private static final Logger LOG = LoggerFactory.getLogger(Strays.class);

    private static final long DOUBT_MS = 1_000;

    private static final Sql HELD = Sql.of("""
            select id, workflow, concurrency_key, priority, run_at, created_at, attempt, max_attempts, timeout_ms,
                started_at, callback_url, payload, trace
            from jobs where state = 'running' and node = #{node} and started_at < #{before}
            """);

    private final Vertx vertx;
    private final Database database;
    private final LaneRepository lanes;
    private final Dispatcher dispatcher;
    private final PendingStarts starts;
    private final Runner runner;
    private final Endings endings;
    private final UUID node;

    Strays(
            Vertx vertx,
            Database database,
            LaneRepository lanes,
            Dispatcher dispatcher,
            PendingStarts starts,
            Runner runner,
            Endings endings,
            UUID node) {
        this.vertx = vertx;
        this.database = database;
        this.lanes = lanes;
        this.dispatcher = dispatcher;
        this.starts = starts;
        this.runner = runner;
        this.endings = endings;
        this.node = node;
    }

    /** Looks, and once more at what looks astray; answers how many were queued again. */
    Future<Integer> release() {
        return look().compose(suspects -> suspects.isEmpty()
                ? Future.succeededFuture(0)
                // Between the database's answer and its arrival here a job may have ended.
                : vertx.timer(DOUBT_MS).compose(none -> look()).compose(found -> {
                    found.retainAll(suspects);
                    return found.isEmpty() ? Future.succeededFuture(0) : release(found);
                }));
    }

    private Future<List<Claimed>> look() {
        // What is being claimed now may be stored and not answered yet.
        long before = starts.oldest();
        return database.query(HELD, Params.of("node", node).and("before", before))
                .map(rows -> {
                    List<Claimed> strays = new ArrayList<>();
                    for (Row row : rows) {
                        UUID id = row.getUUID("id");
                        if (!runner.holds(id, row.getInteger("attempt")) && !endings.holds(id)) {
                            var lane = new Lane(
                                    row.getString("workflow"),
                                    row.getString("concurrency_key"),
                                    Priority.of(row.getInteger("priority")));
                            strays.add(Claimed.of(row, lane, row.getLong("started_at")));
                        }
                    }
                    return strays;
                });
    }

    private Future<Integer> release(List<Claimed> strays) {
        LOG.warn("queues {} jobs again that were claimed for this node without its knowing", strays.size());
        return lanes.release(strays)
                .onSuccess(none -> strays.forEach(job -> dispatcher.wake(job.lane(), job.runAt())))
                .map(strays.size());
    }
}
