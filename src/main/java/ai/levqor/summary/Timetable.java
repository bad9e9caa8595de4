package ai.levqor.summary;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.config.SummarySettings;
import ai.levqor.jobs.Jobs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the queue make a job for each period that the settings want a summary of. The schedules are the queue's, so that a
 * period has one job over the whole cluster; what is right already stays as it is, with the time that it is due.
 */
final class Timetable {
    private static final Logger LOG = LoggerFactory.getLogger(Timetable.class);
    private static final long AGAIN_MS = Duration.ofSeconds(5).toMillis();
    private static final List<String> COMPARED = List.of("cron", "time_zone", "workflow");

    private final Vertx vertx;
    private final BusClient bus;
    private final SummarySettings settings;
    private long timer;
    private boolean stopped;

    Timetable(Vertx vertx, BusClient bus, SummarySettings settings) {
        this.vertx = vertx;
        this.bus = bus;
        this.settings = settings;
    }

    /** Brings the schedules to what the settings say; again and again until the queue is there. */
    void keep() {
        bus.list(Jobs.SCHEDULES, "schedules", Caller.SYSTEM)
                .compose(known -> Future.all(
                        Period.NAMES.stream().map(period -> keep(period, known)).toList()))
                .onFailure(cause -> {
                    LOG.info("the schedules of the summaries are put right later: {}", cause.toString());
                    if (!stopped) {
                        timer = vertx.setTimer(AGAIN_MS, none -> keep());
                    }
                });
    }

    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private Future<?> keep(String period, JsonArray schedules) {
        String name = "summary." + period;
        JsonObject wanted = wanted(name, period);
        JsonObject known = schedules.stream()
                .map(schedule -> (JsonObject) schedule)
                .filter(schedule -> schedule.getString("name").equals(name))
                .findFirst()
                .orElse(null);
        if (settings.to(period).isEmpty()) {
            return known == null ? Future.succeededFuture() : remove(name);
        }
        return known != null && same(known, wanted)
                ? Future.succeededFuture()
                : bus.call(Jobs.SCHEDULE, wanted, Caller.SYSTEM);
    }

    private JsonObject wanted(String name, String period) {
        return new JsonObject()
                .put("name", name)
                .put("cron", settings.cron(period))
                .put("time_zone", "UTC")
                .put("workflow", SummaryService.WORKFLOW)
                .put("payload", new JsonObject().put("period", period));
    }

    private static boolean same(JsonObject known, JsonObject wanted) {
        return COMPARED.stream().allMatch(field -> wanted.getString(field).equals(known.getString(field)));
    }

    private Future<@Nullable JsonObject> remove(String name) {
        return bus.call(Jobs.UNSCHEDULE, new JsonObject().put("name", name), Caller.SYSTEM)
                .recover(cause -> cause instanceof Failure failure && failure.code() == Code.NOT_FOUND
                        ? Future.succeededFuture()
                        : Future.failedFuture(cause));
    }
}
