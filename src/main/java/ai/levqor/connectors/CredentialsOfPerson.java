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

/** Tells which credentials one person stored, never what is in them, and forgets them. */
final class CredentialsOfPerson {
    private static final String OWNED = " where created_by in (select owner.id from ${rows owner(id text)})";

    private static final Sql CREDENTIALS = Sql.of(
            "select " + StoredCredential.COLUMNS + " from connector_credentials" + OWNED + " order by connector, name");

    private static final Sql DELETE = Sql.of("delete from connector_credentials" + OWNED);

    private static final Sql DELETE_FLOWS = Sql.of("delete from connector_flows" + OWNED);

    private final Database database;

    CredentialsOfPerson(Database database) {
        this.database = database;
    }

    Reply export(Person person) {
        var data = new JsonArray();
        await(database.query(CREDENTIALS, owners(person)))
                .forEach(row -> data.add(StoredCredential.of(row).json()));
        return () -> new JsonObject().put("data", data);
    }

    Reply forget(Person person) {
        int credentials = await(database.transaction(session -> session.run(DELETE_FLOWS, owners(person))
                .compose(none -> session.run(DELETE, owners(person)))
                .map(RowSet::rowCount)));
        return () -> new JsonObject().put("forgotten", credentials);
    }

    private static Params owners(Person person) {
        var owners = new Rows();
        person.callers().forEach(owners::add);
        return Params.of("owner", owners);
    }
}
