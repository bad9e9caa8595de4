package ai.levqor.ops;

import ai.levqor.ops.Beat.Tally;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The record of which nodes ran when, and of what came of jobs. */
final class NodeRecord {
    /** So many heartbeats in a row may be lost before a run of them ends. */
    private static final int TOLERATED = 3;

    private static final long MINUTE_MS = Duration.ofMinutes(1).toMillis();
    private static final long TALLIES_MS = Duration.ofDays(1).toMillis();

    private static final Sql EXTEND = Sql.of("""
            update node_runs
            set to_at = case when to_at > #{now} then to_at else #{now} end, verticles = #{verticles},
                stopped_at = #{stoppedAt}
            where node_id = #{node} and to_at >= #{since}
              and from_at = (select max(last.from_at) from node_runs last where last.node_id = #{node})
            returning from_at
            """);

    private static final Sql BEGIN = Sql.of("""
            insert into node_runs (node_id, from_at, to_at, started_at, stopped_at, name, version, verticles)
            values (#{node}, #{now}, #{now}, #{startedAt}, #{stoppedAt}, #{name}, #{version}, #{verticles})
            on conflict (node_id, from_at) do nothing
            """);

    private static final Sql TALLY = Sql.of("""
            insert into job_tallies (minute_at, node_id, succeeded, failed, cancelled, retried, rescued)
            values (#{minute}, #{node}, #{succeeded}, #{failed}, #{cancelled}, #{retried}, #{rescued})
            on conflict (minute_at, node_id) do update set
                succeeded = job_tallies.succeeded + excluded.succeeded,
                failed = job_tallies.failed + excluded.failed,
                cancelled = job_tallies.cancelled + excluded.cancelled,
                retried = job_tallies.retried + excluded.retried,
                rescued = job_tallies.rescued + excluded.rescued
            """);

    private static final Sql TALLIES = Sql.of("""
            select coalesce(sum(succeeded), 0) as succeeded, coalesce(sum(failed), 0) as failed,
                coalesce(sum(cancelled), 0) as cancelled, coalesce(sum(retried), 0) as retried,
                coalesce(sum(rescued), 0) as rescued
            from job_tallies where minute_at > #{since}
            """);

    private static final Sql RUNS =
            Sql.of("select from_at, to_at from node_runs where to_at >= #{since} order by from_at");

    private static final Sql NODES = Sql.of("""
            select * from node_runs
            where to_at >= #{since} and not exists (
                select 1 from node_runs later
                where later.node_id = node_runs.node_id and later.from_at > node_runs.from_at)
            order by to_at desc, node_id limit 200
            """);

    private static final Sql OLD_RUNS = Sql.of("delete from node_runs where to_at < #{before}");

    private static final Sql OLD_TALLIES = Sql.of("delete from job_tallies where minute_at < #{before}");

    private final Database database;
    private final long intervalMs;
    private final long retentionMs;

    NodeRecord(Database database, Duration interval, Duration retention) {
        this.database = database;
        this.intervalMs = interval.toMillis();
        this.retentionMs = retention.toMillis();
    }

    /** Keeps a beat that arrived at {@code now}. */
    Future<Void> keep(Beat beat, long now) {
        return database.update(EXTEND, heard(beat, now).and("since", heardSince(now)))
                .compose(extended -> extended.size() > 0 ? Future.succeededFuture() : begin(beat, now))
                .compose(none -> tally(beat, now));
    }

    private Future<?> begin(Beat beat, long now) {
        return database.update(
                BEGIN,
                heard(beat, now)
                        .and("startedAt", beat.startedAt())
                        .and("name", beat.name())
                        .and("version", beat.version()));
    }

    private static Params heard(Beat beat, long now) {
        return Params.of("node", beat.node())
                .and("now", now)
                .and("stoppedAt", beat.stopping() ? (Long) now : null)
                .and("verticles", beat.verticles());
    }

    private Future<Void> tally(Beat beat, long now) {
        Tally jobs = beat.jobs();
        if (jobs.isEmpty()) {
            return Future.succeededFuture();
        }
        return database.update(
                        TALLY,
                        Params.of("minute", now / MINUTE_MS * MINUTE_MS)
                                .and("node", beat.node())
                                .and("succeeded", jobs.succeeded())
                                .and("failed", jobs.failed())
                                .and("cancelled", jobs.cancelled())
                                .and("retried", jobs.retried())
                                .and("rescued", jobs.rescued()))
                .mapEmpty();
    }

    /** Who beat since then runs still. */
    long heardSince(long now) {
        return now - TOLERATED * intervalMs;
    }

    /** What came of jobs since {@code since}. */
    Future<Tally> tallies(long since) {
        return database.query(TALLIES, Params.of("since", since)).map(rows -> {
            Row row = rows.iterator().next();
            return new Tally(
                    row.getLong("succeeded"),
                    row.getLong("failed"),
                    row.getLong("cancelled"),
                    row.getLong("retried"),
                    row.getLong("rescued"));
        });
    }

    /** When some node ran. Each heartbeat vouches for the interval until the next is due. */
    Future<Uptime> uptime(long now) {
        return database.query(RUNS, Params.of("since", now - retentionMs)).map(rows -> {
            List<Uptime.Span> spans = new ArrayList<>();
            for (Row row : rows) {
                spans.add(new Uptime.Span(row.getLong("from_at"), row.getLong("to_at") + intervalMs));
            }
            return Uptime.of(spans, now);
        });
    }

    /** The nodes that ran within the last day, the latest heard first. */
    Future<List<NodeRun>> nodes(long now) {
        return database.query(NODES, Params.of("since", now - TALLIES_MS)).map(rows -> {
            List<NodeRun> nodes = new ArrayList<>();
            rows.forEach(row -> nodes.add(NodeRun.of(row)));
            return nodes;
        });
    }

    /** Deletes what is older than its retention. */
    Future<Void> clean(long now) {
        return database.update(OLD_RUNS, Params.of("before", now - retentionMs))
                .compose(none -> database.update(OLD_TALLIES, Params.of("before", now - TALLIES_MS)))
                .mapEmpty();
    }
}
