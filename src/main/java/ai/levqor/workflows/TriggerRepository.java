package ai.levqor.workflows;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Sql;
import ai.levqor.workflows.run.Effects.Listener;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Which published events start which workflows. */
final class TriggerRepository {
    private static final Sql TRIGGERED =
            Sql.of("select * from workflow_triggers where type = #{type} order by name, n");

    private static final Sql TRIGGERING = Sql.of("select distinct name from workflow_triggers");

    private static final Sql NO_TRIGGERS = Sql.of("delete from workflow_triggers where name = #{name}");

    private static final Sql ADD_TRIGGERS = Sql.of("""
            insert into workflow_triggers (name, n, type, filter, owner)
            select added.name, added.n, added.type, added.filter, added.owner
            from ${rows added(name text, n int, type text, filter text, owner text)}
            where 1 = 1
            on conflict (name, n) do update set type = excluded.type, filter = excluded.filter, owner = excluded.owner
            """);

    private final Database database;

    TriggerRepository(Database database) {
        this.database = database;
    }

    /** What events of a type may start. */
    Future<List<Trigger>> of(String type) {
        return database.query(TRIGGERED, Params.of("type", type)).map(rows -> {
            var triggers = new ArrayList<Trigger>();
            rows.forEach(row -> triggers.add(new Trigger(
                    row.getString("name"), EventRepository.json(row.getString("filter")), row.getString("owner"))));
            return triggers;
        });
    }

    /** The workflows that events start. */
    Future<List<String>> workflows() {
        return database.query(TRIGGERING, Params.NONE).map(rows -> {
            var names = new ArrayList<String>();
            rows.forEach(row -> names.add(row.getString("name")));
            return names;
        });
    }

    /** From now on these events start the workflow and no others. */
    Future<Void> put(String name, String owner, List<Listener> on) {
        return database.transaction(session -> session.run(NO_TRIGGERS, Params.of("name", name))
                .compose(none -> {
                    var rows = new Rows();
                    for (int n = 0; n < on.size(); n++) {
                        rows.add(
                                name,
                                n,
                                EventRepository.type(on.get(n)),
                                on.get(n).with().toString(),
                                owner);
                    }
                    return rows.size() == 0
                            ? Future.<Void>succeededFuture()
                            : session.run(ADD_TRIGGERS, Params.of("added", rows))
                                    .<Void>mapEmpty();
                }));
    }

    /** A workflow that an event may start. */
    record Trigger(String workflow, JsonNode filter, String owner) {}
}
