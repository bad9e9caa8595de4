package ai.levqor.bench;

import static ai.levqor.bench.Bench.get;
import static ai.levqor.bench.Load.rounded;

import ai.levqor.jobs.Jobs;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Sql;
import ai.levqor.sql.Uuid7;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Everything that is measured, in order. */
final class Scenarios {
    static final int IN_FLIGHT = 128;
    private static final int ROUNDS = 3;
    private static final int LATENCY_JOBS = 1_000;
    private static final int IDLE_SECONDS = 20;
    private static final int FINISHED = 1_000_000;
    private static final int CHUNK = 5_000;

    private static final Sql ADD_FINISHED = Sql.of("""
            insert into finished_jobs (id, workflow, concurrency_key, priority, state, run_at, created_at, started_at,
                finished_at, attempt, max_attempts, timeout_ms, owner, result, payload)
            select old.id, 'noop', '', 1, 'succeeded', 0, 0, 0, 0, 1, 5, 1000, 'bench', '{}', '{"input":"data"}'
            from ${rows old(id uuid)}
            """);

    /** A row and nothing else: what the disk alone takes. */
    static final Sql COMMIT =
            Sql.of("insert into batches (id, owner, total, created_at) values (#{id}, 'bench', 0, 0)");

    private Scenarios() {}

    /** The scenarios by name. */
    static Map<String, Scenario> all() {
        Map<String, Scenario> all = new LinkedHashMap<>();
        all.put("start", StartScenario::run);
        all.put("intake", Scenarios::intake);
        all.put("edge", EdgeScenario::run);
        all.put("connector", ConnectorScenario::run);
        all.put("enqueue", Scenarios::enqueue);
        all.put("drain", Scenarios::drain);
        all.put("latency", Scenarios::latency);
        all.put("workflow", WorkflowScenario::run);
        all.put("waiting", WaitingScenario::run);
        all.put("idle", Scenarios::idle);
        all.put("history", Scenarios::history);
        return all;
    }

    /** Durable intake over HTTP, in turn with the same route that stores nothing. */
    private static JsonObject intake(Bench bench) {
        bench.pause("noop");
        Vertx client = Vertx.vertx();
        HttpClient http = client.createHttpClient(
                new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(IN_FLIGHT));
        post(client, http, bench.port(), "/api/v1/bench", bench.jobs() / 2);
        post(client, http, bench.port(), "/api/v1/intake", bench.jobs() / 2);
        double nothing = 0;
        double durable = 0;
        JsonObject last = new JsonObject();
        for (int round = 0; round < ROUNDS; round++) {
            nothing += post(client, http, bench.port(), "/api/v1/bench", bench.jobs())
                    .getLong("per_s");
            last = post(client, http, bench.port(), "/api/v1/intake", bench.jobs());
            durable += last.getLong("per_s");
        }
        get(client.close());
        bench.resume("noop");
        bench.awaitDrained();
        return last.put("per_s", Math.round(durable / ROUNDS))
                .put("storing_nothing_per_s", Math.round(nothing / ROUNDS))
                .put("ratio", rounded(durable / nothing));
    }

    private static JsonObject post(Vertx client, HttpClient http, int port, String path, int requests) {
        return post(client, http, port, path, requests, IN_FLIGHT);
    }

    static JsonObject post(Vertx client, HttpClient http, int port, String path, int requests, int inFlight) {
        Buffer body = Bench.submission("noop").toBuffer();
        var options = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMethod(HttpMethod.POST)
                .setURI(path)
                .putHeader("X-Api-Key", Bench.KEY)
                .putHeader("Content-Type", "application/json");
        // On a context of the client's own: elsewhere an answer could be over before its reader is attached.
        Context context = client.getOrCreateContext();
        return new Load(requests, inFlight)
                .run(() -> Future.future(answered -> context.runOnContext(none -> http.request(options)
                        .compose(request -> request.send(body))
                        .compose(response -> response.statusCode() == 202
                                ? response.end()
                                : Future.failedFuture("status " + response.statusCode()))
                        .onComplete(answered))));
    }

    private static JsonObject enqueue(Bench bench) {
        bench.pause("noop");
        JsonObject figures =
                new Load(bench.jobs(), IN_FLIGHT).run(() -> bench.call(Jobs.SUBMIT, Bench.submission("noop")));
        bench.resume("noop");
        bench.awaitDrained();
        return figures;
    }

    /** How fast a backlog of no-op jobs is worked off, with claim, run and end of each stored. */
    private static JsonObject drain(Bench bench) {
        drained(bench);
        Drain all = new Drain(0, 0, 0);
        for (int round = 0; round < ROUNDS; round++) {
            all = all.and(drained(bench));
        }
        return new JsonObject()
                .put("jobs", bench.jobs())
                .put("per_s", all.perSecond())
                .put("cpu_us_per_job", rounded(all.cpuNanos() / 1e3 / all.jobs()));
    }

    private static Drain drained(Bench bench) {
        bench.pause("noop");
        new Load(bench.jobs(), 1_000).run(() -> bench.call(Jobs.SUBMIT, Bench.submission("noop")));
        long start = System.nanoTime();
        long cpu = cpuNanos();
        bench.resume("noop");
        bench.awaitDrained();
        return new Drain(bench.jobs(), System.nanoTime() - start, cpuNanos() - cpu);
    }

    private static long rate(Bench bench) {
        Drain all = new Drain(0, 0, 0);
        for (int round = 0; round < ROUNDS; round++) {
            all = all.and(drained(bench));
        }
        return all.perSecond();
    }

    /** How long some jobs took to be worked off, and what of this process' processor time. */
    private record Drain(int jobs, long nanos, long cpuNanos) {
        Drain and(Drain other) {
            return new Drain(jobs + other.jobs, nanos + other.nanos, cpuNanos + other.cpuNanos);
        }

        long perSecond() {
            return Math.round(jobs / (nanos / 1e9));
        }
    }

    /**
     * From before a submission on the bus to the moment its worker has it, one job every ten milliseconds. Between two
     * jobs one row is committed and nothing else: what the disk alone takes, under the same load.
     */
    private static JsonObject latency(Bench bench) throws InterruptedException {
        waits(bench, new long[LATENCY_JOBS]);
        long[] commits = new long[LATENCY_JOBS];
        long[] waits = waits(bench, commits);
        Arrays.sort(waits);
        Arrays.sort(commits);
        return new JsonObject()
                .put("jobs", LATENCY_JOBS)
                .put("p50_ms", rounded(waits[LATENCY_JOBS / 2] / 1e6))
                .put("p99_ms", rounded(waits[LATENCY_JOBS * 99 / 100] / 1e6))
                .put("bare_commit_p50_ms", rounded(commits[LATENCY_JOBS / 2] / 1e6))
                .put("bare_commit_p99_ms", rounded(commits[LATENCY_JOBS * 99 / 100] / 1e6));
    }

    private static long[] waits(Bench bench, long[] commits) throws InterruptedException {
        long[] waits = new long[LATENCY_JOBS];
        var done = new CountDownLatch(2 * LATENCY_JOBS);
        var ids = new Uuid7(InstantSource.system());
        Vertx vertx = bench.kernel().vertx();
        var consumer = vertx.eventBus().<JsonObject>consumer("workers.bench", message -> {
            JsonObject payload = message.body().getJsonObject("payload");
            waits[payload.getInteger("index")] = System.nanoTime() - payload.getLong("at");
            message.reply(new JsonObject());
            done.countDown();
        });
        var sent = new AtomicLong();
        vertx.setPeriodic(10, timer -> {
            int index = (int) sent.getAndIncrement();
            if (index >= LATENCY_JOBS) {
                vertx.cancelTimer(timer);
                return;
            }
            var payload = new JsonObject().put("index", index).put("at", System.nanoTime());
            bench.call(Jobs.SUBMIT, new JsonObject().put("workflow", "bench").put("payload", payload));
            vertx.setTimer(5, none -> {
                long start = System.nanoTime();
                bench.database().update(COMMIT, Params.of("id", ids.next())).onComplete(result -> {
                    commits[index] = System.nanoTime() - start;
                    done.countDown();
                });
            });
        });
        if (!done.await(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException(done.getCount() + " jobs never started");
        }
        consumer.unregister();
        bench.awaitDrained();
        return waits;
    }

    /** What a node with nothing to do costs: statements, heartbeat included, and processor time. */
    private static JsonObject idle(Bench bench) {
        bench.pass(3_000);
        long statements = bench.statements();
        long cpu = cpuNanos();
        bench.pass(IDLE_SECONDS * 1_000L);
        return new JsonObject()
                .put("seconds", IDLE_SECONDS)
                .put("queries_per_s", rounded((double) (bench.statements() - statements) / IDLE_SECONDS))
                .put("cpu_ms_per_s", rounded((cpuNanos() - cpu) / 1e6 / IDLE_SECONDS));
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** The drain with a million finished jobs beside it, against the drain without, in turn. */
    private static JsonObject history(Bench bench) {
        bench.clean();
        drained(bench);
        long before = rate(bench);
        var ids = new Uuid7(InstantSource.system());
        for (int i = 0; i < FINISHED / CHUNK; i++) {
            var rows = new Rows();
            for (int j = 0; j < CHUNK; j++) {
                rows.add(ids.next());
            }
            get(bench.database().update(ADD_FINISHED, Params.of("old", rows)));
        }
        drained(bench);
        long after = rate(bench);
        return new JsonObject()
                .put("finished_jobs", FINISHED)
                .put("before_per_s", before)
                .put("after_per_s", after)
                .put("ratio", rounded((double) after / before));
    }
}
