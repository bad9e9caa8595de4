package ai.levqor.keys;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Reply;
import ai.levqor.people.Person;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.RowSet;
import java.time.InstantSource;

/** Tells and forgets the keys of one person, and which plan they have. Who presents one of them is refused afterwards. */
final class KeysOfPerson {
    private static final Sql KEYS =
            Sql.of("select " + StoredKey.COLUMNS + " from api_keys where user_id = #{user} order by id");

    private static final Sql IDS = Sql.of("select key_id from api_keys where user_id = #{user} order by id");

    private static final Sql PLAN = Sql.of("select plan from key_users where user_id = #{user}");

    private static final Sql DELETE = Sql.of("delete from api_keys where user_id = #{user}");

    private static final Sql DELETE_PLAN = Sql.of("delete from key_users where user_id = #{user}");

    private final Database database;
    private final Runnable changed;
    private final InstantSource clock;

    /** {@code changed} lets all nodes forget what they remember of keys. */
    KeysOfPerson(Database database, Runnable changed, InstantSource clock) {
        this.database = database;
        this.changed = changed;
        this.clock = clock;
    }

    /** As whom the person's programs call: what a key of theirs owns is the person's. */
    Reply identify(Person person) {
        var callers = new JsonArray();
        await(database.query(IDS, Params.of("user", person.userId())))
                .forEach(row -> callers.add(row.getString("key_id")));
        return () -> new JsonObject().put("callers", callers).put("holds", new JsonArray());
    }

    Reply export(Person person) {
        Params user = Params.of("user", person.userId());
        var data = new JsonArray();
        await(database.query(KEYS, user))
                .forEach(row -> data.add(StoredKey.of(row).json(clock.millis())));
        await(database.query(PLAN, user)).forEach(row -> data.add(new JsonObject().put("plan", row.getString("plan"))));
        return () -> new JsonObject().put("data", data);
    }

    Reply forget(Person person) {
        Params user = Params.of("user", person.userId());
        int keys = await(database.transaction(session -> session.run(DELETE_PLAN, user)
                .compose(none -> session.run(DELETE, user))
                .map(RowSet::rowCount)));
        if (keys > 0) {
            changed.run();
        }
        return () -> new JsonObject().put("forgotten", keys);
    }
}
