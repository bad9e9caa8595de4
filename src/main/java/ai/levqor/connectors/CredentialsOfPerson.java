package ai.levqor.connectors;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Reply;
import ai.levqor.people.Person;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.RowSet;

/**
 * Tells and forgets the credentials that one person stored, shared ones too: they open an account of that person. What is
 * encrypted is told to nobody.
 */
final class CredentialsOfPerson {
    private static final Sql FIND = Sql.of("select " + StoredCredential.COLUMNS + """
             from connector_credentials where created_by in (select caller.id from ${rows caller(id text)})
            order by connector, name
            """);

    private static final Sql DELETE = Sql.of(
            "delete from connector_credentials where created_by in (select caller.id from ${rows caller(id text)})");

    private static final Sql DELETE_FLOWS =
            Sql.of("delete from connector_flows where created_by in (select caller.id from ${rows caller(id text)})");

    private final Database database;

    CredentialsOfPerson(Database database) {
        this.database = database;
    }

    Reply export(Person person) {
        var data = new JsonArray();
        await(database.query(FIND, callers(person)))
                .forEach(row -> data.add(StoredCredential.of(row).json()));
        return () -> new JsonObject().put("data", data);
    }

    Reply forget(Person person) {
        int forgotten = await(database.transaction(session -> session.run(DELETE_FLOWS, callers(person))
                .compose(none -> session.run(DELETE, callers(person)))
                .map(RowSet::rowCount)));
        return () -> new JsonObject().put("forgotten", forgotten);
    }

    private static Params callers(Person person) {
        var callers = new Rows();
        person.callers().forEach(callers::add);
        return Params.of("caller", callers);
    }
}
