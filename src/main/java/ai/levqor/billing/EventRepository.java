package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table of the events. Its methods block a virtual thread of Vert.x where they answer no future. */
final class EventRepository {
    private static final Sql INSERT = Sql.of("""
            insert into billing_events (event_id, type, created_at, received_at, state, runs, queued, object_id, event)
            values (#{id}, #{type}, #{created}, #{received}, #{state}, 0, #{queued}, #{object}, #{event})
            on conflict (event_id) do nothing
            returning event_id
            """);

    private static final Sql FIND = Sql.of("select " + Event.COLUMNS + " from billing_events where event_id = #{id}");

    private static final Sql WAITING = Sql.of("select " + Event.COLUMNS
            + " from billing_events where queued = 0 and received_at <= #{until} order by received_at limit #{limit}");

    private static final Sql QUEUED = Sql.of("""
            update billing_events set queued = 1, runs = #{runs}
            where event_id = #{id} and queued = 0 and runs < #{runs}
            """);

    private static final Sql END = Sql.of("""
            update billing_events set state = #{state}, error = #{error}, ended_at = #{now} where event_id = #{id}
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

    /** Stores an event; false where it was stored before. */
    boolean insert(Event event) {
        var row = Params.of("id", event.id())
                .and("type", event.type())
                .and("created", event.createdAt())
                .and("received", event.receivedAt())
                .and("state", event.state())
                .and("queued", event.state().equals(Event.WAITING) ? 0 : 1)
                .and("object", event.objectId())
                .and("event", event.text());
        return await(database.update(INSERT, row)).size() == 1;
    }

    Optional<Event> find(String id) {
        return list(FIND, Params.of("id", id)).stream().findFirst();
    }

    /** Events that no job has, which came up to {@code until}, the oldest first. */
    List<Event> waiting(long until, int limit) {
        return list(WAITING, Params.of("until", until).and("limit", limit));
    }

    /** A job has the event for the {@code runs}th time. */
    void queued(String id, int runs) {
        await(database.update(QUEUED, Params.of("id", id).and("runs", runs)));
    }

    void end(String id, String state, @Nullable String error, long now) {
        var params = Params.of("id", id).and("state", state).and("error", error).and("now", now);
        await(database.update(END, params));
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
