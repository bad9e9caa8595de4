package ai.levqor.costs;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Ends reservations whose attempts are over, as after a crash, and deletes what is kept no longer. */
public final class Upkeep {
    private static final int CHUNK = 500;

    /** A call may end a little after its attempt; what comes even later corrects what was presumed. */
    private static final long GRACE_MS = 30_000;

    private static final Sql LEFT = Sql.of("""
            select c.job_id, c.step, c.attempt from costs c
            where c.state = 'reserved' and c.reserved_at < #{before} and not exists (
                select 1 from jobs j where j.id = c.job_id and j.attempt = c.attempt and j.state = 'running')
            order by c.reserved_at limit #{chunk}
            """);

    private static final List<Sql> OLD = List.of(
            Sql.of("delete from cost_totals where starts_at < #{before}"),
            Sql.of("delete from cost_days where day < #{before}"),
            Sql.of("delete from budget_warnings where starts_at < #{before}"),
            Sql.of("""
                    delete from costs where reserved_at < #{before} and state <> 'reserved'
                      and not exists (select 1 from jobs j where j.id = costs.job_id)
                    """));

    private final Database database;
    private final Meter meter;
    private final InstantSource clock;
    private final Duration keep;
    private long cleaned;

    /** Upkeep by way of {@code meter}; {@code keep} is how long sums are kept. */
    public Upkeep(Database database, Meter meter, InstantSource clock, Duration keep) {
        this.database = database;
        this.meter = meter;
        this.clock = clock;
        this.keep = keep;
    }

    /** Does what is due; answers how many reservations it ended. */
    public Future<Integer> run() {
        long now = clock.millis();
        return presume(now).compose(ended -> {
            if (Period.DAY.start(now) == cleaned) {
                return Future.succeededFuture(ended);
            }
            Future<?> deleted = Future.succeededFuture();
            for (Sql sql : OLD) {
                deleted = deleted.compose(none -> database.update(sql, Params.of("before", now - keep.toMillis())));
            }
            return deleted.onSuccess(none -> cleaned = Period.DAY.start(now)).map(ended);
        });
    }

    private Future<Integer> presume(long now) {
        return database.query(LEFT, Params.of("before", now - GRACE_MS).and("chunk", CHUNK))
                .compose(rows -> {
                    List<CallKey> calls = new ArrayList<>();
                    for (Row row : rows) {
                        calls.add(new CallKey(row.getUUID("job_id"), row.getString("step"), row.getInteger("attempt")));
                    }
                    return meter.presume(calls);
                });
    }
}
