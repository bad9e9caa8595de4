package ai.levqor.jobs;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Reply;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Runs failed jobs again, oldest first, as many as one call may; the answer says how many are left. A job that is queued
 * again is no longer failed, so the same call again goes on where the last one ended.
 */
final class BulkRetry {
    /** Jobs that a call counts at most. */
    private static final int MAX_COUNTED = 10_000;

    private static final int CHUNK = 200;

    // `state <> 'succeeded'` names the partial index.
    private static final String FITS = """
            from finished_jobs where state = 'failed' and state <> 'succeeded' and finished_at >= #{from}
              and finished_at < #{until} and (#{workflow} = '' or workflow = #{workflow})
              and (#{owner} = '' or owner = #{owner})
              and (#{error} = '' or substr(error, 1, #{length}) = #{error})
            order by id limit #{limit}
            """;

    private static final Sql FIND = Sql.of("select " + Job.FINISHED + FITS);

    private static final Sql COUNT = Sql.of("select count(*) as jobs from (select id " + FITS + ") fitting");

    private final Database database;
    private final Revivals revivals;

    BulkRetry(Database database, Revivals revivals) {
        this.database = database;
        this.revivals = revivals;
    }

    Reply run(RetryFilter filter) {
        var retried = new JsonArray();
        int left = filter.dryRun() ? 0 : filter.limit();
        while (left > 0) {
            List<Job> jobs = find(filter, Math.min(left, CHUNK));
            if (jobs.isEmpty()) {
                break;
            }
            Set<UUID> revived = await(revivals.revive(jobs));
            revived.forEach(id -> retried.add(id.toString()));
            left -= jobs.size();
        }
        long remaining = count(filter);
        return () -> new JsonObject()
                .put("dry_run", filter.dryRun())
                .put("retried", retried.size())
                .put("job_ids", retried)
                .put("remaining", Math.min(remaining, MAX_COUNTED))
                .put("remaining_is_exact", remaining <= MAX_COUNTED);
    }

    private List<Job> find(RetryFilter filter, int limit) {
        RowSet<Row> rows = await(database.query(FIND, params(filter, limit)));
        var jobs = new ArrayList<Job>();
        rows.forEach(row -> jobs.add(Job.of(row)));
        return jobs;
    }

    private long count(RetryFilter filter) {
        return await(database.query(COUNT, params(filter, MAX_COUNTED + 1)))
                .iterator()
                .next()
                .getLong("jobs");
    }

    private static Params params(RetryFilter filter, int limit) {
        return Params.of("from", filter.from())
                .and("until", filter.until())
                .and("workflow", filter.workflow() == null ? "" : filter.workflow())
                .and("owner", filter.owner() == null ? "" : filter.owner())
                .and("error", filter.errorStart())
                .and("length", filter.errorStart().length())
                .and("limit", limit);
    }
}
