package ai.levqor.workflows;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What clients see of the steps of a run, and of the events that it was sent. Long values are read only when asked for. */
final class StepRepository {
    /** Characters of a value that a list shows whole. */
    private static final int MAX_SHOWN = 4_096;

    /** Characters of a longer one that it shows of it. */
    private static final int START = 200;

    private static final List<String> VALUES = List.of("input", "output", "error");

    private static final Sql PAGE = Sql.of("select "
            + columns("substr(%1$s, 1, case when length(%1$s) <= " + MAX_SHOWN + " then " + MAX_SHOWN + " else " + START
                    + " end) as %1$s")
            + """
             from workflow_steps where job_id = #{job} and (started_at, step) > (#{at}, #{step})
            order by started_at, step limit #{limit}
            """);

    private static final Sql ONE =
            Sql.of("select " + columns("%1$s") + " from workflow_steps where job_id = #{job} and step = #{step}");

    private static final Sql EVENTS = Sql.of("""
            select id, event_id, at, taken_by, length(event) as size,
                case when #{event_id} <> '' or length(event) <= 4096 then event end as event
            from workflow_events where job_id = #{job} and id > #{after} and (#{event_id} = '' or event_id = #{event_id})
            order by id limit #{limit}
            """);

    private static final Sql EXISTS =
            Sql.of("select id from jobs where id = #{job} union all select id from finished_jobs where id = #{job}");

    private final Database database;

    StepRepository(Database database) {
        this.database = database;
    }

    private static String columns(String value) {
        return "step, name, kind, state, attempts, due_at, started_at, ended_at, (select cast(sum(c.amount) as bigint)"
                + " from costs c where c.job_id = workflow_steps.job_id and c.step = workflow_steps.step) as cost"
                + VALUES.stream()
                        .map(name -> (", length(%1$s) as %1$s_size, " + value).formatted(name))
                        .collect(Collectors.joining());
    }

    Future<Boolean> exists(UUID job) {
        return database.query(EXISTS, Params.of("job", job)).map(rows -> rows.size() > 0);
    }

    /** Steps behind the one that began at {@code at}, in the order of their beginning. */
    Future<List<JsonObject>> page(UUID job, long at, String step, int limit) {
        return database.query(
                        PAGE,
                        Params.of("job", job).and("at", at).and("step", step).and("limit", limit))
                .map(StepRepository::all);
    }

    /** One step, whole. */
    Future<Optional<JsonObject>> one(UUID job, String step) {
        return database.query(ONE, Params.of("job", job).and("step", step))
                .map(rows -> all(rows).stream().findFirst());
    }

    /** The events behind number {@code after}; with an id that one, whole. */
    Future<List<JsonObject>> events(UUID job, long after, @Nullable String id, int limit) {
        return database.query(
                        EVENTS,
                        Params.of("job", job)
                                .and("after", after)
                                .and("event_id", id == null ? "" : id)
                                .and("limit", limit))
                .map(rows -> {
                    var events = new ArrayList<JsonObject>();
                    rows.forEach(row -> events.add(event(row)));
                    return events;
                });
    }

    private static JsonObject event(Row row) {
        String text = row.getString("event");
        var event = text == null ? new JsonObject() : new JsonObject(text);
        return new JsonObject()
                .put("number", row.getLong("id"))
                .put("id", row.getString("event_id"))
                .put("type", event.getString("type"))
                .put("data", event.getValue("data"))
                .put("size", row.getInteger("size"))
                .put("truncated", text == null)
                .put("at", row.getLong("at") / 1000.0)
                .put("taken_by", row.getString("taken_by"));
    }

    private static List<JsonObject> all(RowSet<Row> rows) {
        var steps = new ArrayList<JsonObject>();
        rows.forEach(row -> steps.add(step(row)));
        return steps;
    }

    private static JsonObject step(Row row) {
        Long started = row.getLong("started_at");
        Long ended = row.getLong("ended_at");
        Long due = row.getLong("due_at");
        var json = new JsonObject()
                .put("step", row.getString("step"))
                .put("name", row.getString("name"))
                .put("kind", row.getString("kind"))
                .put("state", row.getString("state"))
                .put("attempts", row.getInteger("attempts"))
                .put("cost", row.getLong("cost"))
                .put("due_at", due == null || due == Long.MAX_VALUE ? null : due / 1000.0)
                .put("started_at", started / 1000.0)
                .put("ended_at", ended == null ? null : ended / 1000.0)
                .put("duration_ms", ended == null ? null : ended - started);
        var truncated = new JsonObject();
        for (String name : VALUES) {
            Integer size = row.getInteger(name + "_size");
            String text = row.getString(name);
            if (size == null || text == null) {
                json.put(name, null);
            } else if (text.length() < size) {
                json.put(name, null);
                truncated.put(name, new JsonObject().put("size", size).put("start", text));
            } else {
                json.put(name, new JsonObject("{\"v\":" + text + "}").getValue("v"));
            }
        }
        return truncated.isEmpty() ? json : json.put("truncated", truncated);
    }
}
