package ai.levqor.jobs;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import ai.levqor.sql.Uuid7;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts jobs by state and workflow for reports. */
final class JobTotals {
    private static final int MOST_LINES = 200;

    /** By id, which begins with the time of submission: no other index is needed. */
    private static final Sql COUNT = Sql.of("""
            select workflow, state, count(*) as jobs from jobs where id >= #{from} and id < #{to}
            group by workflow, state
            union all
            select workflow, state, count(*) as jobs from finished_jobs where id >= #{from} and id < #{to}
            group by workflow, state
            """);

    private static final List<String> STATES = List.of("queued", "running", "succeeded", "failed", "cancelled");

    private final Database database;

    JobTotals(Database database) {
        this.database = database;
    }

    /** A time in epoch milliseconds. */
    record Span(long from, long to) {
        static Span of(Request request) {
            return new Span(request.input().getLong("from"), request.input().getLong("to"));
        }
    }

    Reply totals(Span span) {
        Map<String, JsonObject> workflows = new HashMap<>();
        JsonObject all = none();
        var ids = Params.of("from", Uuid7.floor(span.from())).and("to", Uuid7.floor(span.to()));
        await(database.query(COUNT, ids)).forEach(row -> {
            String state = row.getString("state");
            long jobs = row.getLong("jobs");
            add(all, state, jobs);
            add(workflows.computeIfAbsent(row.getString("workflow"), missing -> none()), state, jobs);
        });
        long total = (Long) all.remove("total");
        var lines = new JsonArray(workflows.entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, JsonObject>>comparingLong(
                                line -> -line.getValue().getLong("total"))
                        .thenComparing(Map.Entry::getKey))
                .limit(MOST_LINES)
                .map(line -> new JsonObject().put("workflow", line.getKey()).mergeIn(line.getValue()))
                .toList());
        return () -> new JsonObject().put("total", total).put("by_state", all).put("by_workflow", lines);
    }

    private static JsonObject none() {
        var counts = new JsonObject().put("total", 0L);
        STATES.forEach(state -> counts.put(state, 0L));
        return counts;
    }

    private static void add(JsonObject counts, String state, long jobs) {
        counts.put(state, counts.getLong(state) + jobs).put("total", counts.getLong("total") + jobs);
    }
}
