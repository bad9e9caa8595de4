package ai.levqor.workflows;

import ai.levqor.expressions.Expression;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Sql;
import ai.levqor.workflows.run.Effects.Listener;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The published events, and who listens for them. */
final class EventRepository {
    private static final Sql ADD = Sql.of("""
            insert into published_events (source, event_id, type, at, event)
            values (#{source}, #{event_id}, #{type}, #{at}, #{event})
            on conflict (source, event_id) do nothing
            returning id
            """);

    private static final Sql OPEN = Sql.of("""
            select id, type, event from published_events
            where dispatched = 0 and at < #{before} and id > #{after} order by id limit #{limit}
            """);

    private static final Sql DISPATCHED = Sql.of("update published_events set dispatched = 1 where id = #{id}");

    private static final Sql SINCE = Sql.of("""
            select id, event from published_events
            where (#{type} = '' or type = #{type}) and at >= #{since} order by id
            """);

    private static final Sql OLD = Sql.of("""
            delete from published_events where id in (
                select id from published_events where at < #{before} order by at limit #{limit})
            """);

    private static final Sql LISTEN = Sql.of("""
            insert into workflow_listeners (job_id, step, n, type, origin, value, filter)
            select listener.job_id, listener.step, listener.n, listener.type, listener.origin, listener.value,
                listener.filter
            from ${rows listener(job_id uuid, step text, n int, type text, origin text, value text, filter text)}
            where 1 = 1
            on conflict (job_id, step, n) do nothing
            """);

    // One seek of the index each, whatever the number of listeners.
    private static final Sql NEXT_ORIGIN = Sql.of("""
            select min(origin) as origin from workflow_listeners where type = #{type} and origin > #{after}
            """);

    private static final Sql FOUND = Sql.of("""
            select job_id, step, n, filter from workflow_listeners
            where type = #{type} and origin = #{origin} and value = #{value}
              and (job_id > #{job} or (job_id = #{job} and (step > #{step} or (step = #{step} and n > #{n}))))
            order by job_id, step, n limit #{limit}
            """);

    // As with an event that is sent to a job: its row first.
    private static final Sql WAKE = Sql.of("""
            update jobs set signals = signals + 1,
                run_at = case when state = 'queued' and run_at > #{now} and waiting is not null then #{now} else run_at end
            where id in (select woken.id from ${rows woken(id uuid)})
            returning id
            """);

    private static final Sql DELIVER = Sql.of("""
            insert into workflow_events (job_id, event_id, at, event, for_step)
            select delivery.job_id, delivery.event_id, delivery.at, delivery.event, delivery.step
            from ${rows delivery(job_id uuid, event_id text, at bigint, event text, step text)}
            where 1 = 1
            on conflict (job_id, event_id) do nothing
            """);

    private static final Sql FORGET_STEP =
            Sql.of("delete from workflow_listeners where job_id = #{job} and step = #{step}");

    private static final Sql FORGET_JOBS =
            Sql.of("delete from workflow_listeners where job_id in (select gone.id from ${rows gone(id uuid)})");

    private static final Sql FORGET_ENDED = Sql.of("""
            delete from workflow_listeners where job_id in (
                select l.job_id from workflow_listeners l
                where not exists (select 1 from jobs j where j.id = l.job_id) limit #{limit})
            """);

    private final Database database;

    EventRepository(Database database) {
        this.database = database;
    }

    /** Keeps an event; its number, or nothing when the source published one of this id before. */
    Future<Optional<Long>> add(String source, String id, String type, long at, String event) {
        return database.update(
                        ADD,
                        Params.of("source", source)
                                .and("event_id", id)
                                .and("type", type)
                                .and("at", at)
                                .and("event", event))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(row.getLong("id"));
                    }
                    return Optional.empty();
                });
    }

    /** Events that somebody published before {@code before} and did not live to dispatch. */
    Future<List<Published>> open(long before, long after, int limit) {
        return database.query(
                        OPEN, Params.of("before", before).and("after", after).and("limit", limit))
                .map(rows -> {
                    var open = new ArrayList<Published>();
                    rows.forEach(row -> open.add(
                            new Published(row.getLong("id"), row.getString("type"), json(row.getString("event")))));
                    return open;
                });
    }

    Future<Void> dispatched(long number) {
        return database.update(DISPATCHED, Params.of("id", number)).mapEmpty();
    }

    Future<Integer> deleteOld(long before, int limit) {
        return database.update(OLD, Params.of("before", before).and("limit", limit))
                .map(rows -> rows.rowCount());
    }

    Future<Void> forgetEnded(int limit) {
        return database.update(FORGET_ENDED, Params.of("limit", limit)).mapEmpty();
    }

    /**
     * A step begins to listen. What is published later finds the rows; what was published since {@code since} by one who
     * had not seen them is looked for after they are durable, so that nothing falls between.
     */
    Future<Void> listen(UUID job, String step, List<Listener> listeners, long since) {
        var rows = new Rows();
        for (int n = 0; n < listeners.size(); n++) {
            Listener one = listeners.get(n);
            rows.add(
                    job, step, n, type(one), origin(one), value(one), one.with().toString());
        }
        return database.update(LISTEN, Params.of("listener", rows)).compose(none -> {
            Future<Void> all = Future.succeededFuture();
            for (Listener one : listeners) {
                all = all.compose(done -> catchUp(job, step, one, since));
            }
            return all;
        });
    }

    private Future<Void> catchUp(UUID job, String step, Listener listener, long since) {
        return database.query(SINCE, Params.of("type", type(listener)).and("since", since))
                .compose(rows -> {
                    var missed = new Rows();
                    for (Row row : rows) {
                        String event = row.getString("event");
                        if (listener.takes(json(event))) {
                            missed.add(job, eventId(row.getLong("id"), step), since, event, step);
                        }
                    }
                    return missed.size() == 0
                            ? Future.succeededFuture()
                            : database.update(DELIVER, Params.of("delivery", missed))
                                    .mapEmpty();
                });
    }

    /** The same for each event and step, so that no delivery counts twice. */
    private static String eventId(long number, String step) {
        return "published:" + number + ':' + step;
    }

    Future<@Nullable String> nextOrigin(String type, String after) {
        return database.query(NEXT_ORIGIN, Params.of("type", type).and("after", after))
                .map(rows -> rows.iterator().next().getString("origin"));
    }

    Future<List<Found>> found(String type, String origin, String value, Found after, int limit) {
        return database.query(
                        FOUND,
                        Params.of("type", type)
                                .and("origin", origin)
                                .and("value", value)
                                .and("job", after.job())
                                .and("step", after.step())
                                .and("n", after.n())
                                .and("limit", limit))
                .map(rows -> {
                    var found = new ArrayList<Found>();
                    rows.forEach(row -> found.add(new Found(
                            row.getUUID("job_id"),
                            row.getString("step"),
                            row.getInteger("n"),
                            json(row.getString("filter")))));
                    return found;
                });
    }

    /** Gives an event to steps of jobs and wakes the jobs; those that have ended are forgotten. */
    Future<Void> deliver(Published event, List<Found> found, long now) {
        List<UUID> jobs = found.stream().map(Found::job).distinct().toList();
        return database.transaction(session -> {
            var woken = new Rows();
            jobs.forEach(woken::add);
            return session.run(WAKE, Params.of("woken", woken).and("now", now)).compose(rows -> {
                Set<UUID> there = new HashSet<>();
                rows.forEach(row -> there.add(row.getUUID("id")));
                var deliveries = new Rows();
                for (Found one : found) {
                    if (there.contains(one.job())) {
                        deliveries.add(
                                one.job(),
                                eventId(event.number(), one.step()),
                                now,
                                event.event().toString(),
                                one.step());
                    }
                }
                var gone = new Rows();
                jobs.stream().filter(job -> !there.contains(job)).forEach(gone::add);
                Future<?> delivered = deliveries.size() == 0
                        ? Future.succeededFuture()
                        : session.run(DELIVER, Params.of("delivery", deliveries));
                return delivered.compose(none -> gone.size() == 0
                        ? Future.<Void>succeededFuture()
                        : session.run(FORGET_JOBS, Params.of("gone", gone)).<Void>mapEmpty());
            });
        });
    }

    Future<Void> forget(UUID job, String step) {
        return database.update(FORGET_STEP, Params.of("job", job).and("step", step))
                .mapEmpty();
    }

    Future<Void> forget(UUID job) {
        return database.update(FORGET_JOBS, Params.of("gone", new Rows().add(job)))
                .mapEmpty();
    }

    static String type(Listener listener) {
        return listener.type() == null ? "" : listener.type();
    }

    private static String origin(Listener listener) {
        Expression from = listener.from();
        return from == null ? "" : from.toString();
    }

    private static String value(Listener listener) {
        return listener.value() == null ? "" : listener.value();
    }

    static JsonNode json(String text) {
        return Objects.requireNonNull(RunRepository.parse(text));
    }

    /** An event with its number. */
    record Published(long number, String type, JsonNode event) {}

    /** A step that may listen for an event. */
    record Found(UUID job, String step, int n, JsonNode filter) {
        static final Found NONE = new Found(new UUID(0, 0), "", -1, NullNode.getInstance());
    }
}
