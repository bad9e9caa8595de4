package ai.levqor.analytics;

import ai.levqor.budgets.Budgets;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Operation;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.jobs.Jobs;
import ai.levqor.keys.Keys;
import ai.levqor.referrals.Referrals;
import ai.levqor.users.Users;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/** Puts the report together; each part is asked at the same time as the others. */
final class AnalyticsService {
    private static final int MOST_LINES = 200;

    /** Since when users count as active: a day, a week, a month. */
    private static final List<Duration> ACTIVE = List.of(Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30));

    private final BusClient bus;
    private final InstantSource clock;

    AnalyticsService(BusClient bus, InstantSource clock) {
        this.bus = bus;
        this.clock = clock;
    }

    Days days(Request request) {
        return Days.of(request, clock.instant());
    }

    Reply report(Days days) {
        long now = clock.millis();
        var span = new JsonObject().put("from", days.begin()).put("to", days.end());
        var users = ask(
                Users.COUNTS,
                new JsonObject()
                        .put("days", new JsonArray(days.bounds()))
                        .put("active_since", moments(ACTIVE.stream().map(ago -> now - ago.toMillis()))));
        var referrals = ask(Referrals.SOURCES, span.copy());
        var jobs = ask(Jobs.TOTALS, span.copy());
        var costs = ask(
                Budgets.COSTS,
                new JsonObject()
                        .put("group_by", "workflow")
                        .put("from", days.firstOfUtc().toString())
                        .put(
                                "to",
                                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                                        .toString())
                        .put("limit", MOST_LINES));
        var plans = ask(Keys.PLANS, new JsonObject());
        Future.await(Future.all(users, referrals, jobs, costs, plans));
        return () -> new JsonObject()
                .put("generated_at", now / 1000)
                .put("time_zone", days.zone().getId())
                .put("days", days.count())
                .put("from", days.first().toString())
                .put("to", days.last().toString())
                .put("users", users(users.result()))
                .put("growth", growth(days, users.result()))
                .put("referrals", referrals.result())
                .put("jobs", jobs.result())
                .put("cost", cost(costs.result()))
                .put("plans", plans.result().getJsonArray("plans"));
    }

    private Future<JsonObject> ask(Operation operation, JsonObject input) {
        return bus.call(operation, input, Caller.SYSTEM);
    }

    private static JsonArray moments(Stream<Long> millis) {
        return new JsonArray(millis.toList());
    }

    private static JsonObject users(JsonObject counts) {
        JsonArray active = counts.getJsonArray("active");
        long added = counts.getJsonArray("added").stream()
                .mapToLong(one -> ((Number) one).longValue())
                .sum();
        return new JsonObject()
                .put("total", counts.getLong("total"))
                .put("new", added)
                .put(
                        "active",
                        new JsonObject()
                                .put("day", active.getLong(0))
                                .put("week", active.getLong(1))
                                .put("month", active.getLong(2)));
    }

    private static JsonArray growth(Days days, JsonObject counts) {
        var growth = new JsonArray();
        long total = counts.getLong("before");
        JsonArray added = counts.getJsonArray("added");
        for (int i = 0; i < days.count(); i++) {
            total += added.getLong(i);
            growth.add(new JsonObject()
                    .put("day", days.day(i).toString())
                    .put("new", added.getLong(i))
                    .put("total", total));
        }
        return growth;
    }

    private static JsonObject cost(JsonObject report) {
        JsonObject total = report.getJsonObject("total");
        var lines = new JsonArray();
        for (Object element : report.getJsonArray("costs")) {
            var line = (JsonObject) element;
            lines.add(new JsonObject()
                    .put("workflow", line.getString("workflow"))
                    .put("calls", line.getLong("calls"))
                    .put("cost", line.getLong("cost")));
        }
        return new JsonObject()
                .put("total", total.getLong("cost"))
                .put("calls", total.getLong("calls"))
                .put("by_workflow", lines);
    }
}
