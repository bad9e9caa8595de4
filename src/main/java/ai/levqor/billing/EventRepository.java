package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table of the events. Its methods block a virtual thread of Vert.x where they answer no future. */
final class EventRepository {
    private static final Sql INSERT = Sql.of("""
            insert into billing_events (event_id, type, created_at, received_at, state, runs, queued, object_id, event)
            select new_event.id, new_event.type, new_event.created, new_event.received, new_event.state, 0,
                new_event.queued, new_event.object, new_event.event
            from ${rows new_event(id text, type text, created bigint, received bigint, state text, queued int,
                object text, event text)}
            where 1 = 1
            on conflict (event_id) do nothing
            returning event_id
            """);

    private static final Sql FIND = Sql.of("select " + Event.COLUMNS + " from billing_events where event_id = #{id}");

    private static final Sql WAITING = Sql.of("select " + Event.COLUMNS
            + " from billing_events where queued = 0 and received_at <= #{until} order by received_at limit #{limit}");

    private static final Sql QUEUED = Sql.of("""
            update billing_events as e set queued = 1, runs = job.runs
            from ${rows job(id text, runs int)}
            where e.event_id = job.id and e.queued = 0 and e.runs < job.runs
            """);

    private static final Sql END = Sql.of("""
            update billing_events as e set state = ended.state, error = ended.error, ended_at = ended.at
            from ${rows ended(id text, state text, error text, at bigint)}
            where e.event_id = ended.id
            """);

    private static final Sql REPLAY = Sql.of("""
            update billing_events set state = 'waiting', queued = 0, error = null, ended_at = null
            where event_id = #{id} and queued = 1
            """);

    private static final Sql LIST = Sql.of("select " + Event.COLUMNS + """
             from billing_events
            where (received_at < #{before} or (received_at = #{before} and event_id < #{id}))
                and (cast(#{state} as text) is null or state = #{state})
            order by received_at desc, event_id desc limit #{limit}
            """);

    private static final Sql DELETE = Sql.of("""
            delete from billing_events where received_at < #{before} and state <> 'waiting'
            """);

    private final Database database;

    EventRepository(Database database) {
        this.database = database;
    }

    /** Stores events, those that come together by one commit; false for each that was stored before. */
    Future<List<Boolean>> insert(List<Event> events) {
        var rows = new Rows();
        inOrder(events, Event::id)
                .forEach(event -> rows.add(
                        event.id(),
                        event.type(),
                        event.createdAt(),
                        event.receivedAt(),
                        event.state(),
                        event.state().equals(Event.WAITING) ? 0 : 1,
                        event.objectId(),
                        event.text()));
        return database.update(INSERT, Params.of("new_event", rows)).map(inserted -> {
            Set<String> fresh = new HashSet<>();
            inserted.forEach(row -> fresh.add(row.getString("event_id")));
            // One that came twice at once is new once.
            return events.stream().map(event -> fresh.remove(event.id())).toList();
        });
    }

    // Two nodes that write the same rows in another order could wait for each other.
    private static <T> Stream<T> inOrder(List<T> items, Function<T, String> id) {
        return items.stream().sorted(Comparator.comparing(id));
    }

    Optional<Event> find(String id) {
        return list(FIND, Params.of("id", id)).stream().findFirst();
    }

    /** Events that no job has, which came up to {@code until}, the oldest first. */
    List<Event> waiting(long until, int limit) {
        return list(WAITING, Params.of("until", until).and("limit", limit));
    }

    /** Jobs have the events, once more than before. */
    Future<?> queued(List<Event> events) {
        var rows = new Rows();
        inOrder(events, Event::id).forEach(event -> rows.add(event.id(), event.runs() + 1));
        return database.update(QUEUED, Params.of("job", rows));
    }

    /** How the work on an event ended.
     *
     * @param error why nothing was to be done, or could not be
     * @param at epoch milliseconds
     */
    record Ended(String id, String state, @Nullable String error, long at) {}

    /** Stores how events ended; answers true for each. */
    Future<List<Boolean>> end(List<Ended> endings) {
        var rows = new Rows();
        inOrder(endings, Ended::id).forEach(ended -> rows.add(ended.id(), ended.state(), ended.error(), ended.at()));
        return database.update(END, Params.of("ended", rows))
                .map(none -> endings.stream().map(ended -> true).toList());
    }

    /** The event waits for a job again. */
    void replay(String id) {
        await(database.update(REPLAY, Params.of("id", id)));
    }

    /** Events before one of this time and id, newest first. */
    List<Event> list(@Nullable String state, long before, String id, int limit) {
        return list(
                LIST,
                Params.of("state", state).and("before", before).and("id", id).and("limit", limit));
    }

    /** Deletes what came before {@code before} and was worked on. */
    Future<?> delete(long before) {
        return database.update(DELETE, Params.of("before", before));
    }

    private List<Event> list(Sql sql, Params params) {
        return StreamSupport.stream(await(database.query(sql, params)).spliterator(), false)
                .map(Event::of)
                .toList();
    }
}
