package ai.levqor.workflows;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.expressions.Expression;
import ai.levqor.jobs.Jobs;
import ai.levqor.workflows.EventRepository.Found;
import ai.levqor.workflows.EventRepository.Published;
import ai.levqor.workflows.TriggerRepository.Trigger;
import ai.levqor.workflows.run.Matching;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes events: first the event is durable, then it is given to every step that listens and every workflow that it
 * starts, each once. Whoever dies in between leaves it open, and another node goes on; what was given already does not
 * count again.
 */
final class EventDispatch {
    private static final Logger LOG = LoggerFactory.getLogger(EventDispatch.class);
    private static final int PAGE = 500;
    private static final long LOOK_MS = 15_000;
    private static final int LOOKS_A_CLEANING = 40;
    private static final int CHUNK = 1_000;

    /** Makes the queues of all nodes look for work. */
    private static final String JOBS_WAKE = "jobs.wake";

    private final Vertx vertx;
    private final EventRepository events;
    private final TriggerRepository triggers;
    private final BusClient bus;
    private final InstantSource clock;
    private final Duration keep;
    private long timer = -1;
    private int looks;

    EventDispatch(
            Vertx vertx,
            EventRepository events,
            TriggerRepository triggers,
            BusClient bus,
            InstantSource clock,
            Duration keep) {
        this.vertx = vertx;
        this.events = events;
        this.triggers = triggers;
        this.bus = bus;
        this.clock = clock;
        this.keep = keep;
    }

    /** Looks now and then for events that were left open, and for what is old. */
    void start() {
        timer = vertx.setPeriodic(
                LOOK_MS,
                none -> sweep().onFailure(cause -> LOG.warn("cannot look after the events: {}", cause.toString())));
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    Future<Void> sweep() {
        Future<Void> resumed = resume(0);
        looks++;
        return looks % LOOKS_A_CLEANING == 0 ? resumed.compose(none -> clean()) : resumed;
    }

    /** Deletes what is older than its time, and who listens for a job that has ended. */
    Future<Void> clean() {
        return deleteOld().compose(none -> events.forgetEnded(CHUNK));
    }

    private Future<Void> resume(long after) {
        return events.open(clock.millis() - LOOK_MS, after, PAGE).compose(open -> {
            Future<Void> all = Future.succeededFuture();
            for (Published event : open) {
                all = all.compose(none -> dispatch(event)).otherwise(cause -> {
                    LOG.warn("event {} is dispatched later: {}", event.number(), cause.toString());
                    return null;
                });
            }
            return open.size() < PAGE
                    ? all
                    : all.compose(none -> resume(open.getLast().number()));
        });
    }

    private Future<Void> deleteOld() {
        return events.deleteOld(clock.millis() - keep.toMillis(), CHUNK)
                .compose(deleted -> deleted < CHUNK ? Future.succeededFuture() : deleteOld());
    }

    /**
     * Publishes an event with id, source and type; ends when it is durable.
     *
     * @return false when the same was published before
     */
    Future<Boolean> publish(ObjectNode event) {
        event.put("specversion", "1.0");
        long now = clock.millis();
        if (!event.has("time")) {
            event.put("time", Instant.ofEpochMilli(now).toString());
        }
        String type = event.path("type").asText();
        return events.add(event.path("source").asText(), event.path("id").asText(), type, now, event.toString())
                .map(number -> {
                    number.ifPresent(id -> dispatch(new Published(id, type, event))
                            .onFailure(cause -> LOG.warn("event {} is dispatched later: {}", id, cause.toString())));
                    return number.isPresent();
                });
    }

    private Future<Void> dispatch(Published event) {
        return toListeners(event, event.type())
                .compose(none -> toListeners(event, ""))
                .compose(none -> toWorkflows(event, event.type()))
                .compose(none -> toWorkflows(event, ""))
                .compose(none -> events.dispatched(event.number()));
    }

    private Future<Void> toListeners(Published event, String type) {
        return page(event, type, "", "", Found.NONE).compose(none -> nextOrigin(event, type, ""));
    }

    /** Those that wait for what belongs to something: by each expression that finds what an event belongs to. */
    private Future<Void> nextOrigin(Published event, String type, String after) {
        return events.nextOrigin(type, after).compose(origin -> {
            if (origin == null) {
                return Future.succeededFuture();
            }
            String value = Matching.value(Expression.parse(origin), event.event());
            Future<Void> found =
                    value.isEmpty() ? Future.succeededFuture() : page(event, type, origin, value, Found.NONE);
            return found.compose(none -> nextOrigin(event, type, origin));
        });
    }

    private Future<Void> page(Published event, String type, String origin, String value, Found after) {
        return events.found(type, origin, value, after, PAGE).compose(found -> {
            List<Found> taking = found.stream()
                    .filter(one -> Matching.matches(one.filter(), event.event()))
                    .toList();
            Future<Void> delivered = taking.isEmpty()
                    ? Future.succeededFuture()
                    : events.deliver(event, taking, clock.millis())
                            .onSuccess(none -> vertx.eventBus().publish(JOBS_WAKE, new JsonObject()));
            return found.size() < PAGE
                    ? delivered
                    : delivered.compose(none -> page(event, type, origin, value, found.getLast()));
        });
    }

    private Future<Void> toWorkflows(Published event, String type) {
        return triggers.of(type).compose(started -> {
            Future<Void> all = Future.succeededFuture();
            String last = "";
            for (Trigger trigger : started) {
                if (!trigger.workflow().equals(last) && Matching.matches(trigger.filter(), event.event())) {
                    last = trigger.workflow();
                    all = all.compose(none -> submit(trigger, event));
                }
            }
            return all;
        });
    }

    private Future<Void> submit(Trigger trigger, Published event) {
        var input = new JsonObject()
                .put("workflow", trigger.workflow())
                .put("payload", payload(event.event()))
                .put("idempotency_key", "event:" + event.number() + ":" + trigger.workflow());
        var caller = new Caller(trigger.owner(), Set.of("jobs:write"), "", "");
        return bus.call(Jobs.SUBMIT, input, caller).<Void>mapEmpty().recover(cause -> {
            if (!(cause instanceof Failure failure) || failure.code().transientFailure()) {
                return Future.failedFuture(cause);
            }
            LOG.error("event {} starts no {}: {}", event.number(), trigger.workflow(), failure.getMessage());
            return Future.succeededFuture();
        });
    }

    private static JsonObject payload(JsonNode event) {
        return new JsonObject().put("events", new JsonArray().add(new JsonObject(event.toString())));
    }
}
