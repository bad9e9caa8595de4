package ai.levqor.bench;

import static ai.levqor.bench.Bench.get;
import static ai.levqor.bench.Load.rounded;

import ai.levqor.jobs.Jobs;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import ai.levqor.workflows.Workflows;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;

/** What a hundred thousand workflows that wait for a day cost: heap, threads, queries, and the speed of other jobs. */
final class WaitingScenario {
    private static final int WAITING = 100_000;
    private static final int IDLE_SECONDS = 10;
    private static final String NAME = "bench-wait";
    private static final String SOURCE = """
            document: {dsl: '1.0.0', namespace: bench, name: bench-wait, version: '1.0.0'}
            do:
              - pause: {wait: {days: 1}}
            """;

    private static final Sql ASLEEP = Sql.of("select count(*) as jobs from jobs where waiting is not null");
    private static final Sql ENDED = Sql.of("select count(*) as jobs from finished_jobs where workflow = 'noop'");
    private static final Sql CLEAN_JOBS = Sql.of("delete from jobs");

    private WaitingScenario() {}

    static JsonObject run(Bench bench) {
        get(bench.call(Workflows.CREATE, new JsonObject().put("source", SOURCE)));
        drained(bench);
        long alone = drained(bench);
        long heap = heap();
        int threads = threads();
        new Load(WAITING, 1_000).run(() -> bench.call(Jobs.SUBMIT, Bench.submission(NAME)));
        while (count(bench, ASLEEP) < WAITING) {
            bench.pass(100);
        }
        long heapWaiting = heap();
        int threadsWaiting = threads();
        long statements = bench.statements();
        bench.pass(IDLE_SECONDS * 1_000L);
        double queries = (double) (bench.statements() - statements) / IDLE_SECONDS;
        long beside = drained(bench);
        get(bench.database().update(CLEAN_JOBS, Params.NONE));
        return new JsonObject()
                .put("waiting", WAITING)
                .put("heap_mb_before", heap >> 20)
                .put("heap_mb_waiting", heapWaiting >> 20)
                .put("threads_before", threads)
                .put("threads_waiting", threadsWaiting)
                .put("idle_queries_per_s", rounded(queries))
                .put("drain_before_per_s", alone)
                .put("drain_beside_per_s", beside);
    }

    private static long drained(Bench bench) {
        bench.clean();
        bench.pause("noop");
        new Load(bench.jobs(), 1_000).run(() -> bench.call(Jobs.SUBMIT, Bench.submission("noop")));
        long start = System.nanoTime();
        bench.resume("noop");
        while (count(bench, ENDED) < bench.jobs()) {
            bench.pass(20);
        }
        return Math.round(bench.jobs() / ((System.nanoTime() - start) / 1e9));
    }

    private static long count(Bench bench, Sql sql) {
        return get(bench.database().query(sql, Params.NONE)).iterator().next().getLong("jobs");
    }

    /** Used heap after two collections, in bytes. */
    private static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
