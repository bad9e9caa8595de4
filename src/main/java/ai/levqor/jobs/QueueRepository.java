package ai.levqor.jobs;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stored pauses and limits, what runs against them, and the rate limits' token buckets. */
final class QueueRepository {
    /** What a workflow's row {@code q} says when it has a pause or a limit; after a resume none may be left. */
    static final String HOLDS = """
            (q.paused = 1 or q.max_running is not null or q.max_running_per_key is not null
                or q.rate is not null or q.rate_per_key is not null)
            """;

    private static final Sql HELD = Sql.of("select * from queues q where " + HOLDS);

    // What waits, runs or is limited. Counting reads the whole backlog, so only operators and their tools ask.
    private static final String BACKLOG = """
            select w.workflow, coalesce(b.queued, 0) as queued, coalesce(b.running, 0) as running, b.oldest,
                q.paused, q.max_running, q.max_running_per_key, q.rate, q.rate_per_key, q.rate_period_ms
            from (%s) w
            left join (
                select workflow, sum(case when state = 'queued' then 1 else 0 end) as queued,
                    sum(case when state = 'running' then 1 else 0 end) as running,
                    min(case when state = 'queued' then created_at end) as oldest
                from jobs where %s group by workflow) b on b.workflow = w.workflow
            left join queues q on q.workflow = w.workflow
            order by w.workflow limit #{limit}
            """;

    private static final Sql BACKLOGS = Sql.of(BACKLOG.formatted("""
            select workflow from jobs where workflow > #{after}
            union select workflow from queues where workflow > #{after}
            """, "workflow > #{after}"));

    private static final Sql BACKLOG_OF =
            Sql.of(BACKLOG.formatted("select cast(#{workflow} as text) as workflow", "workflow = #{workflow}"));

    private static final Sql FIND = Sql.of("select * from queues where workflow = #{workflow}");

    // Each by one statement, so that a row that is deleted meanwhile is made anew.
    private static final Sql PAUSE = Sql.of("""
            insert into queues (workflow, paused) values (#{workflow}, #{paused})
            on conflict (workflow) do update set paused = excluded.paused
            """);

    private static final Sql LIMIT = Sql.of("""
            insert into queues (workflow, max_running, max_running_per_key, rate, rate_per_key, rate_period_ms)
            values (#{workflow}, #{maxRunning}, #{maxRunningPerKey}, #{rate}, #{ratePerKey}, #{ratePeriodMs})
            on conflict (workflow) do update set max_running = excluded.max_running,
                max_running_per_key = excluded.max_running_per_key, rate = excluded.rate,
                rate_per_key = excluded.rate_per_key, rate_period_ms = excluded.rate_period_ms
            """);

    /** A row that holds nothing says what no row says. */
    private static final Sql DROP = Sql.of("delete from queues as q where q.workflow = #{workflow} and not " + HOLDS);

    /** The same for all: rows of the version before, which kept them. */
    static final Sql DROP_ALL = Sql.of("delete from queues as q where not " + HOLDS);

    private static final Sql LOCK = Sql.of("select * from queues where workflow = #{workflow} ${forUpdate}");

    private static final Sql RUNNING = Sql.of("""
            select count(*) as total, coalesce(sum(case when concurrency_key = #{key} then 1 else 0 end), 0) as keyed
            from jobs where state = 'running' and workflow = #{workflow}
            """);

    private static final Sql BUCKET = Sql.of("""
            select tokens, refilled_at from rate_buckets
            where workflow = #{workflow} and concurrency_key = #{key}
            """);

    private static final Sql SPEND = Sql.of("""
            insert into rate_buckets (workflow, concurrency_key, tokens, refilled_at)
            values (#{workflow}, #{key}, #{tokens}, #{now})
            on conflict (workflow, concurrency_key)
            do update set tokens = excluded.tokens, refilled_at = excluded.refilled_at
            """);

    private final Database database;

    QueueRepository(Database database) {
        this.database = database;
    }

    /** The workflows that have a pause or a limit. */
    Future<Map<String, QueueLimits>> held() {
        return database.query(HELD, Params.NONE).map(rows -> {
            Map<String, QueueLimits> all = new HashMap<>();
            for (Row row : rows) {
                QueueLimits limits = QueueLimits.of(row);
                all.put(limits.workflow(), limits);
            }
            return all;
        });
    }

    /** A workflow's limits without a lock. */
    Future<QueueLimits> find(String workflow) {
        return database.query(FIND, Params.of("workflow", workflow)).map(rows -> limits(workflow, rows));
    }

    private static QueueLimits limits(String workflow, RowSet<Row> rows) {
        return rows.size() == 0
                ? QueueLimits.none(workflow)
                : QueueLimits.of(rows.iterator().next());
    }

    /** The backlogs of the workflows behind {@code after}, by name. */
    Future<List<Backlog>> backlogs(String after, int limit) {
        return database.query(BACKLOGS, Params.of("after", after).and("limit", limit))
                .map(rows -> {
                    var backlogs = new ArrayList<Backlog>();
                    rows.forEach(row -> backlogs.add(Backlog.of(row)));
                    return backlogs;
                });
    }

    /** The backlog of one workflow, also where it is empty. */
    Future<Backlog> backlog(String workflow) {
        return database.query(BACKLOG_OF, Params.of("workflow", workflow).and("limit", 1))
                .map(rows -> Backlog.of(rows.iterator().next()));
    }

    Future<Void> pause(String workflow, boolean paused) {
        return change(workflow, PAUSE, Params.of("workflow", workflow).and("paused", paused ? 1 : 0));
    }

    Future<Void> limit(QueueLimits limits) {
        return change(
                limits.workflow(),
                LIMIT,
                Params.of("workflow", limits.workflow())
                        .and("maxRunning", limits.maxRunning())
                        .and("maxRunningPerKey", limits.maxRunningPerKey())
                        .and("rate", limits.rate())
                        .and("ratePerKey", limits.ratePerKey())
                        .and("ratePeriodMs", limits.ratePeriodMs()));
    }

    private Future<Void> change(String workflow, Sql sql, Params params) {
        return database.transaction(session ->
                        session.run(sql, params).compose(none -> session.run(DROP, Params.of("workflow", workflow))))
                .mapEmpty();
    }

    /** A workflow's limits; nobody else claims from it until the transaction ends. */
    Future<QueueLimits> lock(Session session, String workflow) {
        return session.run(LOCK, Params.of("workflow", workflow)).map(rows -> limits(workflow, rows));
    }

    /** How many jobs of a lane may start now; the workflow must be locked. */
    Future<Room> room(Session session, Lane lane, QueueLimits limits, long now) {
        return session.run(RUNNING, Params.of("workflow", lane.workflow()).and("key", lane.key()))
                .map(rows -> rows.iterator().next())
                .map(row -> new Room(Integer.MAX_VALUE, 0)
                        .atMost(limits.maxRunning(), row.getLong("total"))
                        .atMost(lane.key().isEmpty() ? null : limits.maxRunningPerKey(), row.getLong("keyed")))
                .compose(room -> tokens(session, lane.workflow(), "", limits.rate(), limits, now)
                        .map(room::and))
                .compose(room -> tokens(session, lane.workflow(), lane.key(), perKey(lane, limits), limits, now)
                        .map(room::and));
    }

    /** Takes the tokens of {@code jobs} started jobs. */
    Future<Void> spend(Session session, Lane lane, QueueLimits limits, int jobs, long now) {
        return spend(session, lane.workflow(), "", limits.rate(), limits, jobs, now)
                .compose(none -> spend(session, lane.workflow(), lane.key(), perKey(lane, limits), limits, jobs, now));
    }

    private static @Nullable Integer perKey(Lane lane, QueueLimits limits) {
        return lane.key().isEmpty() ? null : limits.ratePerKey();
    }

    private Future<Room> tokens(
            Session session, String workflow, String key, @Nullable Integer rate, QueueLimits limits, long now) {
        if (rate == null) {
            return Future.succeededFuture(new Room(Integer.MAX_VALUE, 0));
        }
        return bucket(session, workflow, key, rate, limits, now).map(tokens -> {
            if (tokens >= 1) {
                return new Room((int) tokens.doubleValue(), 0);
            }
            return new Room(0, now + (long) Math.ceil((1 - tokens) * limits.period() / rate));
        });
    }

    private Future<Void> spend(
            Session session,
            String workflow,
            String key,
            @Nullable Integer rate,
            QueueLimits limits,
            int jobs,
            long now) {
        if (rate == null) {
            return Future.succeededFuture();
        }
        return bucket(session, workflow, key, rate, limits, now)
                .compose(tokens -> session.run(
                        SPEND,
                        Params.of("workflow", workflow)
                                .and("key", key)
                                .and("tokens", tokens - jobs)
                                .and("now", now)))
                .mapEmpty();
    }

    /** The tokens in a bucket now: it holds one period's worth and fills evenly. */
    private static Future<Double> bucket(
            Session session, String workflow, String key, int rate, QueueLimits limits, long now) {
        return session.run(BUCKET, Params.of("workflow", workflow).and("key", key))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return (double) rate;
                    }
                    Row row = rows.iterator().next();
                    long elapsed = Math.max(0, now - row.getLong("refilled_at"));
                    return Math.min(rate, row.getDouble("tokens") + (double) elapsed * rate / limits.period());
                });
    }

    /** How many may start; where a rate limit holds the others back, when it lets the next one, else 0. */
    record Room(int places, long againAt) {
        boolean byRate() {
            return againAt > 0;
        }

        Room atMost(@Nullable Integer limit, long used) {
            return limit == null ? this : new Room((int) Math.min(places, limit - used), againAt);
        }

        Room and(Room other) {
            return new Room(Math.min(places, other.places), Math.max(againAt, other.againAt));
        }
    }
}
