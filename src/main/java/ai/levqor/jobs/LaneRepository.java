package ai.levqor.jobs;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Finds lanes with work, and claims from one. */
final class LaneRepository {
    /** How many lanes one look finds; the next look goes on behind them. */
    static final int LANES = 500;

    // A loose index scan: one probe of the index a lane, however many jobs each has.
    private static final Sql HEADS = Sql.of("""
            with recursive lane(workflow, concurrency_key, priority, run_at) as (
                select * from (
                    select workflow, concurrency_key, priority, run_at from jobs
                    where state = 'queued'
                      and (workflow, concurrency_key, priority) > (#{workflow}, #{key}, #{priority})
                    order by workflow, concurrency_key, priority, run_at, id limit 1) head
                union all
                select j.workflow, j.concurrency_key, j.priority, j.run_at
                from lane join jobs j on j.id = (
                    select id from jobs n
                    where n.state = 'queued'
                      and (n.workflow, n.concurrency_key, n.priority)
                          > (lane.workflow, lane.concurrency_key, lane.priority)
                    order by n.workflow, n.concurrency_key, n.priority, n.run_at, n.id limit 1)
            )
            select workflow, concurrency_key, priority, run_at from lane limit #{limit}
            """);

    private static final String CLAIMED =
            "returning id, run_at, created_at, attempt, max_attempts, timeout_ms, callback_url, payload, trace";

    private static final String CLAIM = """
            with picked as materialized (
                select ${address} as address from jobs
                where state = 'queued' and workflow = #{workflow} and concurrency_key = #{key}
                  and priority = #{priority} and run_at <= #{now} %s
                order by run_at, id limit #{limit} ${skipLocked})
            update jobs set state = 'running', node = #{node}, attempt = attempt + 1, started_at = #{now}
            where ${address in picked}
            """ + CLAIMED;

    /** Claims only while the workflow has neither a pause nor a limit: both hold from their commit on. */
    private static final Sql CLAIM_FREE =
            Sql.of(CLAIM.formatted("and not exists (select 1 from queues q where q.workflow = #{workflow} and "
                    + QueueRepository.HOLDS + ")"));

    private static final Sql CLAIM_LIMITED = Sql.of(CLAIM.formatted(""));

    private static final Sql RELEASE = Sql.of("""
            update jobs as j set state = 'queued', node = null, started_at = null, attempt = j.attempt - 1
            from ${rows released(id uuid, attempt int, started_at bigint)}
            where j.id = released.id and j.attempt = released.attempt and j.started_at = released.started_at
              and j.state = 'running'
            """);

    private final Database database;
    private final UUID node;

    LaneRepository(Database database, UUID node) {
        this.database = database;
        this.node = node;
    }

    /** The lanes behind {@code after} that have queued jobs, each with the time of its first. */
    Future<Map<Lane, Long>> heads(Lane after) {
        return database.query(
                        HEADS,
                        Params.of("workflow", after.workflow())
                                .and("key", after.key())
                                .and("priority", after.priority().stored())
                                .and("limit", LANES))
                .map(rows -> {
                    Map<Lane, Long> heads = new LinkedHashMap<>();
                    for (Row row : rows) {
                        heads.put(
                                new Lane(
                                        row.getString("workflow"),
                                        row.getString("concurrency_key"),
                                        Priority.of(row.getInteger("priority"))),
                                row.getLong("run_at"));
                    }
                    return heads;
                });
    }

    /** Takes up to {@code limit} due jobs of a lane; none when its workflow is paused or limited. */
    Future<List<Claimed>> claim(Lane lane, int limit, long now) {
        return database.update(CLAIM_FREE, params(lane, limit, now)).map(rows -> claimed(rows, lane, now));
    }

    /** The same within a transaction. */
    Future<List<Claimed>> claim(Session session, Lane lane, int limit, long now) {
        return session.run(CLAIM_FREE, params(lane, limit, now)).map(rows -> claimed(rows, lane, now));
    }

    /** Takes up to {@code limit} due jobs; the caller has locked the workflow's limits and counted. */
    Future<List<Claimed>> claimLimited(Session session, Lane lane, int limit, long now) {
        return session.run(CLAIM_LIMITED, params(lane, limit, now)).map(rows -> claimed(rows, lane, now));
    }

    private Params params(Lane lane, int limit, long now) {
        return Params.of("workflow", lane.workflow())
                .and("key", lane.key())
                .and("priority", lane.priority().stored())
                .and("now", now)
                .and("limit", limit)
                .and("node", node);
    }

    private static List<Claimed> claimed(RowSet<Row> rows, Lane lane, long now) {
        var claimed = new ArrayList<Claimed>();
        for (Row row : rows) {
            claimed.add(Claimed.of(row, lane, now));
        }
        claimed.sort(Comparator.comparingLong(Claimed::runAt).thenComparing(Claimed::id));
        return claimed;
    }

    /** Gives back what was not started; the attempt does not count. */
    Future<Void> release(List<Claimed> jobs) {
        var rows = new Rows();
        jobs.forEach(job -> rows.add(job.id(), job.attempt(), job.startedAt()));
        return database.update(RELEASE, Params.of("released", rows)).mapEmpty();
    }
}
