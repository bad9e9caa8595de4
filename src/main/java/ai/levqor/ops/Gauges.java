package ai.levqor.ops;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Operation;
import ai.levqor.jobs.Jobs;
import ai.levqor.metrics.Labels;
import ai.levqor.ops.Measures.Measure;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The whole service's figures beside the process' own: what the database says of the queue, and what other actors say.
 * They are asked for when somebody scrapes, and kept for five seconds. A figure that cannot be had is left out: an old
 * one would look like a good one.
 */
final class Gauges {
    private static final long KEEP_MS = 5_000;

    private final BusClient bus;
    private final Supplier<Future<?>> database;
    private final MultiGauge up;
    private final MultiGauge jobs;
    private final MultiGauge oldest;
    private final MultiGauge workers;
    private final Map<Measure, MultiGauge> measures = new LinkedHashMap<>();
    private final Map<Measure, Count> counts = new LinkedHashMap<>();
    private final Cached<Boolean> refreshed;

    /** {@code database} fails while the database does not answer. */
    Gauges(BusClient bus, InstantSource clock, MeterRegistry registry, Supplier<Future<?>> database) {
        this.bus = bus;
        this.database = database;
        this.up = gauge(registry, "levqor.database.up", "Whether the database answers.");
        this.jobs = gauge(
                registry, "levqor.queue.jobs", "Jobs by workflow and state: due, scheduled for later, or running.");
        this.oldest = gauge(
                registry,
                "levqor.queue.oldest.due.seconds",
                "How long the job that has been due for longest has waited, by workflow.");
        this.workers = gauge(registry, "levqor.queue.workers", "Nodes that run jobs.");
        for (Measure measure : Measures.ALL) {
            if (measure.counts()) {
                counts.put(measure, new Count(registry, measure));
            } else {
                measures.put(measure, gauge(registry, measure.name(), measure.help()));
            }
        }
        this.refreshed = new Cached<>(clock, KEEP_MS, this::refresh);
    }

    /** Brings the gauges up to date, unless they are. */
    Future<?> refreshed() {
        return refreshed.get();
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String help) {
        return MultiGauge.builder(name).description(help).register(registry);
    }

    private Future<Boolean> refresh() {
        return database.get().map(true).otherwise(false).compose(answers -> {
            up.register(List.of(Row.of(Tags.empty(), answers ? 1 : 0)), true);
            List<Future<?>> parts = new ArrayList<>();
            parts.add(ask(Jobs.LOAD, answers).map(this::show));
            Measures.ALL.stream()
                    .collect(Collectors.groupingBy(Measure::operation))
                    .forEach((operation, all) ->
                            parts.add(ask(operation, answers).map(answer -> show(all, answer))));
            return Future.join(parts).map(answers);
        });
    }

    /** The answer; empty where there is none. */
    private Future<JsonObject> ask(Operation operation, boolean reachable) {
        return reachable
                ? bus.call(operation, new JsonObject(), Caller.SYSTEM).otherwise(new JsonObject())
                : Future.succeededFuture(new JsonObject());
    }

    private boolean show(JsonObject load) {
        List<Row<?>> counts = new ArrayList<>();
        List<Row<?>> ages = new ArrayList<>();
        List<Row<?>> nodes = new ArrayList<>();
        if (!load.isEmpty()) {
            for (String state : List.of("due", "scheduled", "running")) {
                long rest = load.getLong(state);
                for (JsonObject workflow : workflows(load)) {
                    rest -= workflow.getLong(state);
                    counts.add(row(workflow, workflow.getLong(state), "state", state));
                }
                counts.add(Row.of(Tags.of("workflow", Labels.OTHER, "state", state), rest));
            }
            workflows(load).forEach(workflow -> ages.add(row(workflow, workflow.getDouble("oldest_due_seconds"))));
            ages.add(Row.of(Tags.of("workflow", Labels.ALL), load.getDouble("oldest_due_seconds")));
            nodes.add(Row.of(Tags.empty(), load.getLong("workers")));
        }
        jobs.register(counts, true);
        oldest.register(ages, true);
        workers.register(nodes, true);
        return true;
    }

    /** Those with a label of their own. */
    private static List<JsonObject> workflows(JsonObject load) {
        return load.getJsonArray("workflows").stream()
                .map(JsonObject.class::cast)
                .filter(workflow -> !Labels.taken(workflow.getString("workflow")))
                .toList();
    }

    private static Row<?> row(JsonObject workflow, Number value, String... tags) {
        return Row.of(Tags.of(tags).and("workflow", workflow.getString("workflow")), value);
    }

    private boolean show(List<Measure> all, JsonObject answer) {
        for (Measure measure : all) {
            Map<String, ? extends Number> values =
                    answer.isEmpty() ? Map.of() : measure.values().apply(answer);
            Count count = counts.get(measure);
            if (count != null) {
                count.show(values.get(""));
            }
            MultiGauge gauge = measures.get(measure);
            if (gauge != null) {
                List<Row<?>> rows = new ArrayList<>();
                values.forEach((label, value) -> rows.add(
                        Row.of(measure.label().isEmpty() ? Tags.empty() : Tags.of(measure.label(), label), value)));
                gauge.register(rows, true);
            }
        }
        return true;
    }
}
