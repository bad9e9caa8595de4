package ai.levqor.jobs;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import ai.levqor.sql.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/** Counts jobs. It reads the whole backlog, so whoever asks often keeps the answer for a while. */
final class LoadRepository {
    private static final Sql LOAD = Sql.of("""
            select workflow,
                sum(case when state = 'queued' and run_at <= #{now} then 1 else 0 end) as due,
                sum(case when state = 'queued' and run_at > #{now} then 1 else 0 end) as scheduled,
                sum(case when state = 'running' then 1 else 0 end) as running,
                min(case when state = 'queued' and run_at <= #{now} then run_at end) as oldest
            from jobs group by workflow
            """);

    private static final Sql WORKERS =
            Sql.of("select count(*) as nodes from nodes where heartbeat_at >= ${now} - #{lease}");

    // Ids begin with the time, so this is a range of the primary keys.
    private static final Sql SINCE = Sql.of("""
            select (select count(*) from jobs where id >= #{floor})
                + (select count(*) from finished_jobs where id >= #{floor}) as jobs
            """);

    private final Database database;
    private final long leaseMs;

    LoadRepository(Database database, long leaseMs) {
        this.database = database;
        this.leaseMs = leaseMs;
    }

    /** What waits and runs at {@code now}, by workflow. */
    Future<List<Load>> load(long now) {
        return database.query(LOAD, Params.of("now", now)).map(rows -> {
            var loads = new ArrayList<Load>();
            for (Row row : rows) {
                loads.add(new Load(
                        row.getString("workflow"),
                        row.getLong("due"),
                        row.getLong("scheduled"),
                        row.getLong("running"),
                        row.getLong("oldest")));
            }
            return loads;
        });
    }

    /** How many nodes run jobs. */
    Future<Long> workers() {
        return database.query(WORKERS, Params.of("lease", leaseMs))
                .map(rows -> rows.iterator().next().getLong("nodes"));
    }

    /** How many jobs were submitted since {@code millis}, as far as they are still kept. */
    Future<Long> since(long millis) {
        return database.query(SINCE, Params.of("floor", Uuid7.floor(millis)))
                .map(rows -> rows.iterator().next().getLong("jobs"));
    }
}
