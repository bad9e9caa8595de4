package ai.levqor.bench;

import static ai.levqor.bench.Bench.get;
import static ai.levqor.bench.Load.rounded;

import ai.levqor.jobs.Jobs;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import ai.levqor.workflows.Workflows;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Workflows of five steps, each step's end stored: how many a second when a backlog is worked off, and, one workflow at
 * a time, what the engine takes from the answer of one step's call to the next step's call.
 */
final class WorkflowScenario {
    private static final int STEPS = 5;
    private static final int ROUNDS = 3;
    private static final int ALONE = 300;
    private static final String NOTHING = "bench-steps";
    private static final String CALLS = "bench-calls";

    private static final Sql CLEAN_STEPS = Sql.of("delete from workflow_steps");
    private static final Sql CLEAN_RUNS = Sql.of("delete from workflow_runs");

    private final Bench bench;

    private WorkflowScenario(Bench bench) {
        this.bench = bench;
    }

    static JsonObject run(Bench bench) {
        define(bench, NOTHING, i -> "set: {turn: " + i + "}");
        define(bench, CALLS, i -> "call: bench-step, with: {turn: " + i + "}");
        return new WorkflowScenario(bench).measure();
    }

    private static void define(Bench bench, String name, IntFunction<String> step) {
        String source = """
                document: {dsl: '1.0.0', namespace: bench, name: %s, version: '1.0.0'}
                do:
                """.formatted(name)
                + IntStream.rangeClosed(1, STEPS)
                        .mapToObj(i -> "  - step" + i + ": {" + step.apply(i) + "}\n")
                        .collect(Collectors.joining());
        get(bench.call(Workflows.CREATE, new JsonObject().put("source", source)));
    }

    private JsonObject measure() {
        drained(NOTHING);
        long perSecond = 0;
        for (int round = 0; round < ROUNDS; round++) {
            perSecond += drained(NOTHING);
        }
        long[] between = between();
        return new JsonObject()
                .put("workflows", bench.jobs())
                .put("steps", STEPS)
                .put("per_s", perSecond / ROUNDS)
                .put("between_steps_p50_ms", rounded(between[between.length / 2] / 1e6))
                .put("between_steps_p99_ms", rounded(between[between.length * 99 / 100] / 1e6));
    }

    /** Nanoseconds from the answer of a step to the call of the next, one workflow at a time; sorted. */
    private long[] between() {
        long[] between = new long[ALONE * (STEPS - 1)];
        var seen = new AtomicInteger();
        var answered = new AtomicLong();
        MessageConsumer<JsonObject> step = bench.kernel().vertx().eventBus().consumer("workers.bench-step", message -> {
            if (message.body().getJsonObject("payload").getInteger("turn") > 1) {
                between[seen.getAndIncrement()] = System.nanoTime() - answered.get();
            }
            message.reply(new JsonObject());
            answered.set(System.nanoTime());
        });
        for (int i = 0; i < ALONE; i++) {
            get(bench.call(Jobs.SUBMIT, Bench.submission(CALLS)));
            bench.awaitDrained();
        }
        get(step.unregister());
        Arrays.sort(between);
        return between;
    }

    private long drained(String workflow) {
        bench.pause(workflow);
        new Load(bench.jobs(), 1_000).run(() -> bench.call(Jobs.SUBMIT, Bench.submission(workflow)));
        long start = System.nanoTime();
        bench.resume(workflow);
        bench.awaitDrained();
        long nanos = System.nanoTime() - start;
        get(bench.database().update(CLEAN_STEPS, Params.NONE));
        get(bench.database().update(CLEAN_RUNS, Params.NONE));
        return Math.round(bench.jobs() / (nanos / 1e9));
    }
}
