package ai.levqor.summary;

import static io.vertx.core.Future.await;

import ai.levqor.budgets.Budgets;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.jobs.Jobs;
import ai.levqor.ops.Ops;
import ai.levqor.referrals.Referrals;
import ai.levqor.users.Users;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the other actors, all at the same time. Who does not answer is named in {@code missing}: a summary says most when
 * something is wrong.
 */
final class Figures {
    private static final Logger LOG = LoggerFactory.getLogger(Figures.class);
    private static final int MOST_LINES = 10;
    private static final int MOST_COSTS = 200;

    private final BusClient bus;

    Figures(BusClient bus) {
        this.bus = bus;
    }

    JsonObject of(Period period) {
        var span = new JsonObject().put("from", period.from()).put("to", period.to());
        Map<String, Future<JsonObject>> asked = new TreeMap<>();
        asked.put("health", health(span));
        asked.put("jobs", jobs(period));
        asked.put("cost", cost(period));
        asked.put("users", users(period));
        asked.put("referrals", ask(Referrals.SOURCES, span.copy()).map(Figures::referrals));
        var found = new JsonObject()
                .put("period", period.name())
                .put("from", period.from() / 1000)
                .put("to", period.to() / 1000);
        var missing = new JsonArray();
        asked.forEach((name, answer) -> add(name, answer, found, missing));
        return found.put("missing", missing);
    }

    private static void add(String name, Future<JsonObject> answer, JsonObject found, JsonArray missing) {
        try {
            found.put(name, await(answer));
        } catch (Failure failure) {
            LOG.warn("the summary has no {}: {}", name, failure.getMessage());
            missing.add(name);
        }
    }

    private Future<JsonObject> ask(Operation operation, JsonObject input) {
        return bus.call(operation, input, Caller.SYSTEM);
    }

    private Future<JsonObject> health(JsonObject span) {
        var uptime = ask(Ops.UPTIME_OF, span.copy());
        var health = ask(Ops.HEALTH, new JsonObject());
        var nodes = ask(Ops.NODES, new JsonObject());
        return Future.all(uptime, health, nodes).map(all -> {
            JsonObject services = health.result().getJsonObject("services");
            return new JsonObject()
                    .put("status", health.result().getString("status"))
                    .put("uptime", uptime.result().getNumber("uptime"))
                    .put("outages", uptime.result().getInteger("outages"))
                    .put("outage_seconds", uptime.result().getNumber("outage_seconds"))
                    .put(
                            "unhealthy",
                            new JsonArray(services.fieldNames().stream()
                                    .filter(name -> !services.getString(name).equals("healthy"))
                                    .sorted()
                                    .toList()))
                    .put(
                            "nodes",
                            objects(nodes.result(), "nodes").stream()
                                    .filter(node -> node.getString("state").equals("running"))
                                    .count());
        });
    }

    private Future<JsonObject> jobs(Period period) {
        Period week = period.week();
        Future<JsonObject> load = ask(Jobs.LOAD, new JsonObject());
        Future<JsonObject> totals =
                ask(Jobs.TOTALS, new JsonObject().put("from", period.from()).put("to", period.to()));
        List<Future<JsonObject>> days = IntStream.range(0, week.days())
                .mapToObj(day -> ask(
                        Jobs.TOTALS,
                        new JsonObject().put("from", week.begin(day)).put("to", week.begin(day + 1))))
                .toList();
        return Future.all(load, totals, Future.all(days)).map(all -> {
            var byDay = new JsonArray();
            for (int i = 0; i < days.size(); i++) {
                JsonObject day = days.get(i).result();
                byDay.add(new JsonObject()
                        .put("day", week.day(i).toString())
                        .put("submitted", day.getLong("total"))
                        .put("failed", day.getJsonObject("by_state").getLong("failed")));
            }
            return new JsonObject()
                    .put("submitted", totals.result().getLong("total"))
                    .put("by_state", totals.result().getJsonObject("by_state"))
                    .put("due_now", load.result().getLong("due"))
                    .put("oldest_due_seconds", load.result().getNumber("oldest_due_seconds"))
                    .put("days", byDay)
                    .put("failures", failures(totals.result()));
        });
    }

    private static JsonArray failures(JsonObject totals) {
        return top(
                objects(totals, "by_workflow").stream()
                        .filter(line -> line.getLong("failed") > 0)
                        .toList(),
                "failed",
                line -> new JsonObject()
                        .put("workflow", line.getString("workflow"))
                        .put("failed", line.getLong("failed"))
                        .put("submitted", line.getLong("total")));
    }

    private Future<JsonObject> cost(Period period) {
        var input = new JsonObject()
                .put("group_by", "workflow")
                .put("from", period.first().toString())
                .put("to", period.last().toString())
                .put("limit", MOST_COSTS);
        return ask(Budgets.COSTS, input)
                .map(report -> new JsonObject()
                        .put("total", report.getJsonObject("total").getLong("cost"))
                        .put("calls", report.getJsonObject("total").getLong("calls"))
                        .put(
                                "by_workflow",
                                top(
                                        objects(report, "costs"),
                                        "cost",
                                        line -> new JsonObject()
                                                .put("workflow", line.getString("workflow"))
                                                .put("cost", line.getLong("cost")))));
    }

    private Future<JsonObject> users(Period period) {
        var input = new JsonObject()
                .put("days", new JsonArray().add(period.from()).add(period.to()))
                .put("active_since", new JsonArray().add(period.from()));
        return ask(Users.COUNTS, input).map(counts -> {
            long added = counts.getJsonArray("added").getLong(0);
            return new JsonObject()
                    .put("total", counts.getLong("before") + added)
                    .put("new", added);
        });
    }

    private static JsonObject referrals(JsonObject report) {
        return new JsonObject()
                .put("total", report.getLong("total"))
                .put(
                        "sources",
                        top(
                                objects(report, "sources"),
                                "referrals",
                                line -> new JsonObject()
                                        .put("source", line.getString("source"))
                                        .put("referrals", line.getLong("referrals"))));
    }

    private static JsonArray top(List<JsonObject> lines, String by, UnaryOperator<JsonObject> shortened) {
        return new JsonArray(lines.stream()
                .sorted(Comparator.comparingLong((JsonObject line) -> -line.getLong(by)))
                .limit(MOST_LINES)
                .map(shortened)
                .toList());
    }

    private static List<JsonObject> objects(JsonObject from, String name) {
        return from.getJsonArray(name).stream().map(JsonObject.class::cast).toList();
    }
}
