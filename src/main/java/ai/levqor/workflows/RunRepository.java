package ai.levqor.workflows;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import ai.levqor.workflows.run.Effects.Event;
import ai.levqor.workflows.run.Entry;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The runs: which version each job runs, what its steps did, and what was sent to it. */
final class RunRepository {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Sql BEGIN = Sql.of("""
            insert into workflow_runs (job_id, name, version, started_at, tasks)
            select begun.id, begun.name, begun.version, begun.at, begun.tasks
            from ${rows begun(id uuid, name text, version text, tasks int, at bigint)}
            where 1 = 1
            on conflict (job_id) do nothing
            returning job_id
            """);

    private static final Sql RUN = Sql.of("""
            select r.name, r.version, r.started_at, coalesce(j.signals, 0) as signals, coalesce(
                (select max(s.seq) from workflow_steps s where s.job_id = r.job_id), 0) as seq
            from workflow_runs r left join jobs j on j.id = r.job_id where r.job_id = #{job}
            """);

    private static final Sql OWNER = Sql.of("select owner from jobs where id = #{job}");

    private static final Sql STEPS =
            Sql.of("select * from workflow_steps where job_id = #{job} order by started_at, step limit #{limit}");

    // Fenced: an attempt that was given up, or whose node was taken for dead, writes nothing.
    private static final Sql SAVE = Sql.of("""
            insert into workflow_steps (job_id, step, name, kind, state, input, output, context, next, error, attempts,
                due_at, started_at, ended_at, seq)
            select saved.id, saved.step, saved.name, saved.kind, saved.state, saved.input, saved.output, saved.context,
                saved.next, saved.error, saved.attempts, saved.due_at, saved.started_at, saved.ended_at, saved.seq
            from ${rows saved(id uuid, attempt int, step text, name text, kind text, state text, input text,
                output text, context text, next text, error text, attempts int, due_at bigint, started_at bigint,
                ended_at bigint, seq int)}
            join jobs j on j.id = saved.id and j.attempt = saved.attempt and j.state = 'running'
            where 1 = 1
            on conflict (job_id, step) do update set state = excluded.state, input = excluded.input,
                output = excluded.output, context = excluded.context, next = excluded.next, error = excluded.error,
                attempts = excluded.attempts, due_at = excluded.due_at, ended_at = excluded.ended_at,
                seq = excluded.seq
            returning job_id, step
            """);

    private static final Sql EVENTS = Sql.of("""
            select id, event from workflow_events
            where job_id = #{job} and (taken_by is null or taken_by = #{step})
              and (for_step is null or for_step = #{step}) order by id
            """);

    private static final Sql TAKE = Sql.of("""
            update workflow_events set taken_by = #{step}
            where id in (select taken.number from ${rows taken(number bigint)}) and taken_by is null
            """);

    private static final Sql ADD_EVENT = Sql.of("""
            insert into workflow_events (job_id, event_id, at, event)
            values (#{job}, #{event_id}, #{now}, #{event})
            on conflict (job_id, event_id) do nothing
            returning id
            """);

    private static final Sql COUNT_EVENTS = Sql.of("""
            select count(*) as others from workflow_events where job_id = #{job} and event_id <> #{event_id}
            """);

    private static final Sql WAKE = Sql.of("""
            update jobs set signals = signals + 1,
                run_at = case when state = 'queued' and run_at > #{now} and waiting is not null then #{now} else run_at end
            where id = #{job}
            returning id
            """);

    private final Database database;

    RunRepository(Database database) {
        this.database = database;
    }

    /** The run of a job that has begun. */
    Future<Run> run(UUID job) {
        return database.query(RUN, Params.of("job", job)).map(rows -> {
            Row row = rows.iterator().next();
            return new Run(
                    row.getString("name"),
                    row.getString("version"),
                    row.getLong("started_at"),
                    row.getInteger("signals"),
                    row.getInteger("seq"));
        });
    }

    /** Keeps which version each job runs; answers for each whether it had not begun before. */
    Future<List<Boolean>> begin(List<Begun> runs) {
        var rows = new Rows();
        runs.forEach(run -> rows.add(run.job(), run.name(), run.version(), run.tasks(), run.at()));
        return database.update(BEGIN, Params.of("begun", rows)).map(stored -> {
            Set<UUID> begun = new HashSet<>();
            stored.forEach(row -> begun.add(row.getUUID("job_id")));
            return runs.stream().map(run -> begun.contains(run.job())).toList();
        });
    }

    /** Who submitted a job that has not ended; empty when it has. */
    Future<String> owner(UUID job) {
        return database.query(OWNER, Params.of("job", job)).map(rows -> {
            for (Row row : rows) {
                return row.getString("owner");
            }
            return "";
        });
    }

    Future<List<Entry>> steps(UUID job, int limit) {
        return database.query(STEPS, Params.of("job", job).and("limit", limit)).map(rows -> {
            var steps = new ArrayList<Entry>();
            rows.forEach(row -> steps.add(entry(row)));
            return steps;
        });
    }

    /** Stores entries of many runs; answers for each whether its attempt still holds its job. */
    Future<List<Boolean>> save(List<Saved> entries) {
        // A statement touches a row once: of two entries of a step the later one counts.
        Map<Key, Saved> last = new LinkedHashMap<>();
        entries.forEach(saved -> last.put(new Key(saved.job(), saved.entry().step()), saved));
        var rows = new Rows();
        for (Saved saved : last.values()) {
            Entry entry = saved.entry();
            rows.add(
                    saved.job(),
                    saved.attempt(),
                    entry.step(),
                    entry.name(),
                    entry.kind(),
                    entry.state().name().toLowerCase(Locale.ROOT),
                    text(entry.input()),
                    text(entry.output()),
                    text(entry.context()),
                    entry.next(),
                    text(entry.error()),
                    entry.attempts(),
                    entry.dueAt(),
                    entry.startedAt(),
                    entry.endedAt(),
                    saved.seq());
        }
        return database.update(SAVE, Params.of("saved", rows)).map(stored -> {
            Set<Key> keys = new HashSet<>();
            for (Row row : stored) {
                keys.add(new Key(row.getUUID("job_id"), row.getString("step")));
            }
            return entries.stream()
                    .map(saved ->
                            keys.contains(new Key(saved.job(), saved.entry().step())))
                    .toList();
        });
    }

    Future<List<Event>> events(UUID job, String step) {
        return database.query(EVENTS, Params.of("job", job).and("step", step)).map(rows -> {
            var events = new ArrayList<Event>();
            rows.forEach(row ->
                    events.add(new Event(row.getLong("id"), Objects.requireNonNull(parse(row.getString("event"))))));
            return events;
        });
    }

    Future<Void> take(List<Event> events, String step) {
        var rows = new Rows();
        events.forEach(event -> rows.add(event.number()));
        return database.update(TAKE, Params.of("step", step).and("taken", rows)).mapEmpty();
    }

    /** Stores an event of a job that has not ended, and wakes the job; whether there is such a job. */
    Future<Boolean> signal(UUID job, String eventId, String event, long now, int max) {
        // The job's row first: who stores that the job waits comes before or after all of this.
        return database.transaction(session -> session.run(
                        WAKE, Params.of("job", job).and("now", now))
                .compose(rows -> {
                    if (!rows.iterator().hasNext()) {
                        return Future.succeededFuture(false);
                    }
                    return room(session, job, eventId, max)
                            .compose(none -> session.run(
                                            ADD_EVENT,
                                            Params.of("job", job)
                                                    .and("event_id", eventId)
                                                    .and("event", event)
                                                    .and("now", now))
                                    .map(true));
                }));
    }

    /** Fails when the job was sent as many events as it may, unless it is one of those again. */
    private static Future<?> room(Session session, UUID job, String eventId, int max) {
        return session.run(COUNT_EVENTS, Params.of("job", job).and("event_id", eventId))
                .compose(rows -> rows.iterator().next().getLong("others") < max
                        ? Future.succeededFuture()
                        : Future.failedFuture(new Failure(
                                Code.CONFLICT, "The job was sent " + max + " events, as many as it may be.")));
    }

    private static Entry entry(Row row) {
        return new Entry(
                row.getString("step"),
                row.getString("name"),
                row.getString("kind"),
                Entry.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                parse(row.getString("input")),
                parse(row.getString("output")),
                parse(row.getString("context")),
                row.getString("next"),
                parse(row.getString("error")),
                row.getInteger("attempts"),
                row.getLong("due_at"),
                row.getLong("started_at"),
                row.getLong("ended_at"));
    }

    static @Nullable JsonNode parse(@Nullable String text) {
        try {
            return text == null ? null : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored text is no JSON", e);
        }
    }

    private static @Nullable String text(@Nullable JsonNode json) {
        return json == null ? null : json.toString();
    }

    /** A run that has begun. */
    record Run(String name, String version, long startedAt, int signals, int seq) {}

    /** A run that begins, unless it has begun before; its definition has so many {@code tasks}. */
    record Begun(UUID job, String name, String version, int tasks, long at) {}

    /** An entry of one attempt; {@code seq} numbers the changes of the run's steps. */
    record Saved(UUID job, int attempt, Entry entry, int seq) {}

    private record Key(UUID job, String step) {}
}
