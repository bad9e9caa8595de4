package ai.levqor.workflows;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.jobs.Jobs;
import ai.levqor.workflows.dsl.DefinitionException;
import ai.levqor.workflows.dsl.Definitions;
import ai.levqor.workflows.dsl.Start;
import ai.levqor.workflows.run.Effects.Listener;
import com.fasterxml.jackson.databind.node.NullNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What starts workflows by themselves, as the newest version of each says: a schedule of the queue, named {@code
 * workflow:<name>}, or events. What is right already stays as it is, so that no period begins anew and a schedule that
 * somebody switched off stays off. What fails, because the queue is not up, is tried again.
 */
final class Starts {
    private static final Logger LOG = LoggerFactory.getLogger(Starts.class);
    private static final String PREFIX = "workflow:";
    private static final List<String> TIMES = List.of("cron", "every_ms", "after_ms");
    private static final long AGAIN_MS = 5_000;
    private static final int MAX_NAMES = 10_000;

    private final Vertx vertx;
    private final BusClient bus;
    private final WorkflowRepository workflows;
    private final TriggerRepository triggers;
    private final Set<String> open = new TreeSet<>();
    private long timer = -1;
    private boolean stopped;

    Starts(Vertx vertx, BusClient bus, WorkflowRepository workflows, TriggerRepository triggers) {
        this.vertx = vertx;
        this.bus = bus;
        this.workflows = workflows;
        this.triggers = triggers;
    }

    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    /**
     * Puts right what all workflows say, and what those said that are gone; in the background. The workflows are read last:
     * what is made meanwhile would else look like the schedule of one that is gone.
     */
    void all() {
        schedules()
                .compose(known -> triggers.workflows()
                        .compose(triggering -> workflows.newest("", MAX_NAMES).compose(found -> {
                            Map<String, @Nullable Stored> concerned = new TreeMap<>();
                            triggering.forEach(name -> concerned.put(name, null));
                            known.keySet().stream()
                                    .filter(name -> name.startsWith(PREFIX))
                                    .forEach(name -> concerned.put(name.substring(PREFIX.length()), null));
                            found.stream()
                                    .filter(stored -> concerned.containsKey(stored.name()) || start(stored) != null)
                                    .forEach(stored -> concerned.put(stored.name(), stored));
                            Future<Void> each = Future.succeededFuture();
                            for (var one : concerned.entrySet()) {
                                each = each.compose(none -> sync(one.getKey(), one.getValue(), known));
                            }
                            return each;
                        })))
                .onFailure(cause -> {
                    LOG.debug("schedules of workflows are looked at later: {}", cause.toString());
                    later(this::all);
                });
    }

    /** Puts right what the newest version of a workflow says; what fails is tried again later. */
    Future<Void> sync(String name) {
        return workflows
                .find(name, null)
                .compose(stored -> schedules().compose(known -> sync(name, stored.orElse(null), known)))
                .onSuccess(none -> open.remove(name))
                .recover(cause -> {
                    // Without a queue here, as in a command, the server puts it right.
                    LOG.info("the schedule of {} is put right later: {}", name, cause.toString());
                    open.add(name);
                    later(() -> List.copyOf(open).forEach(this::sync));
                    return Future.succeededFuture();
                });
    }

    private void later(Runnable work) {
        vertx.cancelTimer(timer);
        if (!stopped) {
            timer = vertx.setTimer(AGAIN_MS, none -> work.run());
        }
    }

    private Future<Void> sync(String name, @Nullable Stored newest, Map<String, JsonObject> known) {
        Start start = newest == null ? null : start(newest);
        String owner = newest == null ? "" : newest.createdBy();
        List<Listener> on = start instanceof Start.On(var filters)
                ? filters.stream()
                        .map(filter -> new Listener(
                                filter.type(), filter.with().evaluate(NullNode.getInstance(), Map.of()), null, null))
                        .toList()
                : List.of();
        return triggers.put(name, owner, on).compose(none -> schedule(name, newest, start, known.get(PREFIX + name)));
    }

    private Future<Void> schedule(
            String name, @Nullable Stored newest, @Nullable Start start, @Nullable JsonObject known) {
        JsonObject wanted = times(start);
        if (newest == null || wanted == null) {
            return known == null ? Future.succeededFuture() : unschedule(name);
        }
        if (known != null
                && TIMES.stream()
                        .allMatch(time -> Objects.equals(wanted.getValue(time), number(known.getValue(time))))) {
            return Future.succeededFuture();
        }
        // What came with the software starts nothing unasked.
        boolean sample = newest.createdBy().equals(Samples.CREATED_BY);
        JsonObject input = wanted.put("name", PREFIX + name)
                .put("workflow", name)
                .put("payload", new JsonObject())
                .put("enabled", known == null ? !sample : known.getBoolean("enabled"));
        return bus.call(Jobs.SCHEDULE, input, new Caller(newest.createdBy(), Set.of("*"), "", ""))
                .mapEmpty();
    }

    private static @Nullable Object number(@Nullable Object value) {
        return value instanceof Number number ? (Object) number.longValue() : value;
    }

    private static @Nullable JsonObject times(@Nullable Start start) {
        return switch (start) {
            case Start.Cron(String expression) -> new JsonObject().put("cron", expression);
            case Start.Every(var period) -> new JsonObject().put("every_ms", period.toMillis());
            case Start.After(var pause) -> new JsonObject().put("after_ms", pause.toMillis());
            case Start.On on -> null;
            case null -> null;
        };
    }

    private Future<Void> unschedule(String name) {
        return bus.call(Jobs.UNSCHEDULE, new JsonObject().put("name", PREFIX + name), Caller.SYSTEM)
                .<Void>mapEmpty()
                .recover(cause -> cause instanceof Failure failure && failure.code() == Code.NOT_FOUND
                        ? Future.succeededFuture()
                        : Future.failedFuture(cause));
    }

    private Future<Map<String, JsonObject>> schedules() {
        return bus.list(Jobs.SCHEDULES, "schedules", Caller.SYSTEM)
                .map(all -> all.stream()
                        .map(schedule -> (JsonObject) schedule)
                        .collect(Collectors.toMap(schedule -> schedule.getString("name"), schedule -> schedule)));
    }

    private static @Nullable Start start(Stored stored) {
        if (!stored.source().contains("schedule")) {
            return null; // most have none, and reading costs time
        }
        try {
            return Definitions.start(stored.source());
        } catch (DefinitionException e) {
            LOG.error("{} {} was stored and cannot be read any more", stored.name(), stored.version(), e);
            return null;
        }
    }
}
