package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The objects of the stand-in. Its methods block a virtual thread of Vert.x. */
final class StandInRepository {
    private static final Sql PUT = Sql.of("""
            insert into billing_stand_in (object_id, kind, object) values (#{id}, #{kind}, #{object})
            on conflict (object_id) do update set object = excluded.object
            """);

    private static final Sql GET =
            Sql.of("select object from billing_stand_in where object_id = #{id} and kind = #{kind}");

    private static final Sql LIST =
            Sql.of("select object from billing_stand_in where kind = #{kind} order by object_id");

    private final Database database;

    StandInRepository(Database database) {
        this.database = database;
    }

    void put(String kind, JsonObject object) {
        await(database.update(
                PUT,
                Params.of("id", object.getString("id")).and("kind", kind).and("object", object.encode())));
    }

    Optional<JsonObject> get(String kind, String id) {
        return list(GET, Params.of("id", id).and("kind", kind)).stream().findFirst();
    }

    /** Those of a kind whose {@code field} is {@code value}, the oldest first. */
    List<JsonObject> of(String kind, String field, String value) {
        return list(LIST, Params.of("kind", kind)).stream()
                .filter(object -> value.equals(object.getValue(field)))
                .toList();
    }

    private List<JsonObject> list(Sql sql, Params params) {
        return StreamSupport.stream(await(database.query(sql, params)).spliterator(), false)
                .map(row -> new JsonObject(row.getString("object")))
                .toList();
    }
}
