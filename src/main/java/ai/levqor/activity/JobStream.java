package ai.levqor.activity;

import static io.vertx.core.Future.await;

import ai.levqor.activity.StreamEvent.Batch;
import ai.levqor.bus.Failure;
import ai.levqor.live.JobLogs;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What happened to one job since a follower looked last, in the order of time. On a virtual thread. */
final class JobStream {
    private static final int MAX = 200;

    private static final Sql ROW = Sql.of("""
            select state, attempt, run_at, created_at, started_at, cast(null as bigint) as finished_at,
                cast(null as text) as result, error
            from jobs where id = #{job}
            union all
            select state, attempt, run_at, created_at, started_at, finished_at,
                case when length(result) <= 65536 then result end as result, error
            from finished_jobs where id = #{job}
            """);

    private static final Sql EVENTS = Sql.of("""
            select id, at, type, attempt, detail from job_events
            where job_id = #{job} and id > #{after} order by id limit #{limit}
            """);

    private static final Sql STEPS = Sql.of("""
            select seq, step, name, kind, state, attempts, due_at, started_at, ended_at,
                case when length(error) <= 8192 then error end as error
            from workflow_steps where job_id = #{job} and seq > #{after} order by seq limit #{limit}
            """);

    private static final Sql COUNT = Sql.of("""
            select r.tasks, (select count(*) from workflow_steps s where s.job_id = r.job_id) as known,
                (select count(*) from workflow_steps s where s.job_id = r.job_id and s.state in ('done', 'skipped'))
                    as done
            from workflow_runs r where r.job_id = #{job}
            """);

    private static final Sql REPORT = Sql.of("""
            select attempt, progress, message, reported_at, reports, lines from job_activity where job_id = #{job}
            """);

    private static final Sql LINES = Sql.of("""
            select number, at, attempt, level, step, message from job_logs
            where job_id = #{job} and number > #{after} order by number limit #{limit}
            """);

    private final Database database;
    private final Function<UUID, @Nullable JsonObject> waiting;

    /** A reader; {@code waiting} tells why a queued job is not running, null when it is no more. */
    JobStream(Database database, Function<UUID, @Nullable JsonObject> waiting) {
        this.database = database;
        this.waiting = waiting;
    }

    /** What came after {@code after}. */
    Batch read(UUID job, JobCursor after) {
        // The job first: of one that has ended everything else is stored.
        Row row = first(run(ROW, Params.of("job", job)));
        if (row == null) {
            throw Failure.notFound("job_id", job.toString());
        }
        RowSet<Row> events = run(EVENTS, after(job, after.event()));
        RowSet<Row> steps = run(STEPS, after(job, after.step()));
        Row report = first(run(REPORT, Params.of("job", job)));
        boolean newLines = report != null && report.getInteger("lines") > after.line();
        @Nullable RowSet<Row> lines = newLines ? run(LINES, after(job, after.line())) : null;
        boolean whole = events.size() < MAX && steps.size() < MAX && (lines == null || lines.size() < MAX);

        var states = new JobStates(job, row, after, waiting);
        var items = new ArrayList<Item>(states.stored(events));
        List<Item> current = whole ? states.current() : List.of();
        boolean told = states.ended() && !current.isEmpty(); // the end comes last, whatever the clocks say
        items.addAll(told ? current.subList(0, current.size() - 1) : current);
        steps.forEach(step -> items.add(step(step)));
        if (report != null && report.getInteger("reports") > after.report()) {
            items.add(report(report));
        }
        if (lines != null) {
            lines.forEach(line -> items.add(line(line)));
        }
        items.sort(Comparator.comparingLong(Item::at)); // stable: each kind stays in its order
        List<Item> ordered = inOrder(items);
        if (steps.size() > 0) {
            ordered.add(counted(job));
        }
        if (told) {
            ordered.add(current.getLast());
        }
        return batch(ordered, after, whole && states.ended());
    }

    /** Clocks of nodes differ: within a kind its own order counts, whatever the times say. */
    private static List<Item> inOrder(List<Item> items) {
        var ordered = new ArrayList<Item>(items);
        for (String kind : List.of("state", "step", "log")) {
            List<Item> own = items.stream()
                    .filter(item -> item.type().equals(kind))
                    .sorted(Comparator.comparingLong(Item::number))
                    .toList();
            int next = 0;
            for (int i = 0; i < ordered.size(); i++) {
                if (ordered.get(i).type().equals(kind)) {
                    ordered.set(i, own.get(next++));
                }
            }
        }
        return ordered;
    }

    private static Batch batch(List<Item> items, JobCursor after, boolean ended) {
        JobCursor cursor = after;
        var events = new ArrayList<StreamEvent>(items.size());
        for (Item item : items) {
            cursor = item.seen().apply(cursor);
            events.add(new StreamEvent(cursor.id(), item.type(), item.data()));
        }
        return new Batch(events, cursor.id(), ended);
    }

    private static Item step(Row row) {
        int seq = row.getInteger("seq");
        Long ended = row.getLong("ended_at");
        Long due = row.getLong("due_at");
        String error = row.getString("error");
        var data = new JsonObject()
                .put("step", row.getString("step"))
                .put("name", row.getString("name"))
                .put("kind", row.getString("kind"))
                .put("state", row.getString("state"))
                .put("attempts", row.getInteger("attempts"))
                .put("started_at", row.getLong("started_at") / 1000.0)
                .put("ended_at", ended == null ? null : ended / 1000.0)
                .put("due_at", due == null || due == Long.MAX_VALUE ? null : due / 1000.0)
                .put("error", error == null ? null : new JsonObject(error));
        long at = ended == null ? row.getLong("started_at") : ended;
        return new Item(at, seq, "step", data, cursor -> cursor.step(seq));
    }

    /** Beside the steps: how many are done. It has no place of its own in the order, so it leaves the cursor alone. */
    private Item counted(UUID job) {
        Row count = first(run(COUNT, Params.of("job", job)));
        var data = new JsonObject();
        if (count != null) {
            data.put("steps_done", count.getLong("done"))
                    .put("steps_known", Math.max(count.getLong("known"), count.getInteger("tasks")));
        }
        return new Item(0, 0, "progress", data, cursor -> cursor);
    }

    private static Item report(Row row) {
        int number = row.getInteger("reports");
        long at = row.getLong("reported_at");
        var data = new JsonObject()
                .put("at", at / 1000.0)
                .put("attempt", row.getInteger("attempt"))
                .put("progress", row.getDouble("progress"))
                .put("message", row.getString("message"));
        return new Item(at, number, "progress", data, cursor -> cursor.report(number));
    }

    private static Item line(Row row) {
        int number = row.getInteger("number");
        return new Item(row.getLong("at"), number, "log", JobLogs.json(row), cursor -> cursor.line(number));
    }

    private RowSet<Row> run(Sql sql, Params params) {
        return await(database.query(sql, params));
    }

    private static Params after(UUID job, long number) {
        return Params.of("job", job).and("after", number).and("limit", MAX);
    }

    private static @Nullable Row first(RowSet<Row> rows) {
        return rows.size() == 0 ? null : rows.iterator().next();
    }

    /** One thing to tell; {@code number} is its place within its kind. */
    record Item(long at, long number, String type, JsonObject data, UnaryOperator<JobCursor> seen) {}
}
