package ai.levqor.jobs;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.InstantSource;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back the jobs of nodes that give no sign of life. Liveness decides and never a job's age, so a slow job of a
 * living node is left alone. A job that took its node down on its last attempt fails.
 */
final class Rescue {
    private static final Logger LOG = LoggerFactory.getLogger(Rescue.class);

    private static final Sql ORPHANS = Sql.of("""
            select id, workflow, concurrency_key, priority, run_at, created_at, started_at, attempt, max_attempts,
                   timeout_ms, callback_url
            from jobs
            where state = 'running' and not exists (
                select 1 from nodes n where n.id = jobs.node and n.heartbeat_at >= ${now} - #{lease})
            limit 1000
            """);

    private final Database database;
    private final Endings endings;
    private final InstantSource clock;
    private final long leaseMs;

    Rescue(Database database, Endings endings, InstantSource clock, long leaseMs) {
        this.database = database;
        this.endings = endings;
        this.clock = clock;
        this.leaseMs = leaseMs;
    }

    /** Looks once; answers how many jobs were taken back. */
    Future<Integer> run() {
        return database.query(ORPHANS, Params.of("lease", leaseMs)).compose(rows -> {
            var rescued = new ArrayList<Future<Boolean>>();
            for (Row row : rows) {
                var lane = new Lane(
                        row.getString("workflow"),
                        row.getString("concurrency_key"),
                        Priority.of(row.getInteger("priority")));
                rescued.add(endings.store(ending(row, lane), lane));
            }
            if (!rescued.isEmpty()) {
                LOG.warn("took back {} jobs of nodes that are gone", rescued.size());
            }
            return Future.all(rescued).map(rescued.size());
        });
    }

    private Ending ending(Row row, Lane lane) {
        long now = clock.millis();
        var job = new Claimed(
                row.getUUID("id"),
                lane,
                row.getLong("run_at"),
                row.getLong("created_at"),
                row.getInteger("attempt"),
                row.getInteger("max_attempts"),
                row.getLong("timeout_ms"),
                row.getLong("started_at"),
                row.getString("callback_url"),
                "",
                null);
        return Ending.lost(job, now);
    }
}
