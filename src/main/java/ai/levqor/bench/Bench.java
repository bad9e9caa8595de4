package ai.levqor.bench;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Operation;
import ai.levqor.config.JobsSettings;
import ai.levqor.config.Settings;
import ai.levqor.jobs.Jobs;
import ai.levqor.node.Kernel;
import ai.levqor.node.Node;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A node to measure: the queue, the built-in workers, and an HTTP edge with routes that store nothing, or a job and nothing else. */
final class Bench implements AutoCloseable {
    /** A key of this bench alone. */
    static final String KEY = "bench-key-of-this-run";

    private static final Sql LEFT =
            Sql.of("select count(*) as jobs from (select 1 as one from jobs limit 1) left_over");
    private static final Sql CLEAN = Sql.of("delete from finished_jobs");

    private final Node node;
    private final BenchEdge edge;
    private final Path folder;
    private final int jobs;

    /** Starts on {@code databaseUrl}, which must be empty; {@code jobs} is how many a scenario uses. */
    Bench(String databaseUrl, Path dataDir, int jobs) throws IOException {
        this.folder = dataDir;
        this.jobs = jobs;
        this.node = Node.start(
                Settings.load(Map.of(
                        "LEVQOR_DATABASE_URL",
                        databaseUrl,
                        "LEVQOR_DATA_DIR",
                        dataDir.toString(),
                        "LEVQOR_HTTP_PORT",
                        "0",
                        "LEVQOR_API_KEYS",
                        KEY)),
                // HTTP is served by the bench's own edge, whose limits no load reaches.
                Set.of("jobs", "workers", "workflows", "connectors"),
                false);
        this.edge = BenchEdge.deploy(kernel());
        var virtual = new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
        get(kernel().vertx().deployVerticle(() -> new StoreNothing(kernel()), virtual));
        get(kernel().vertx().deployVerticle(() -> new StoreJob(kernel()), virtual));
    }

    Kernel kernel() {
        return node.kernel();
    }

    /** Files of this run, deleted after it. */
    Path folder() {
        return folder;
    }

    int jobs() {
        return jobs;
    }

    int port() {
        return edge.port();
    }

    int barePort() {
        return edge.barePort();
    }

    Database database() {
        return kernel().database();
    }

    /** A submission like the peers' benchmarks make it. */
    static JsonObject submission(String workflow) {
        return new JsonObject()
                .put("workflow", workflow)
                .put("payload", new JsonObject().put("input", "data"))
                .put("priority", "normal");
    }

    Future<JsonObject> call(Operation operation, JsonObject input) {
        BusClient bus = kernel().bus();
        return bus.call(operation, input, Caller.SYSTEM);
    }

    void pause(String workflow) {
        get(call(Jobs.PAUSE, new JsonObject().put("workflow", workflow)));
    }

    void resume(String workflow) {
        get(call(Jobs.RESUME, new JsonObject().put("workflow", workflow)));
    }

    /** Waits until no job waits or runs. */
    void awaitDrained() {
        while (get(database().query(LEFT, Params.NONE)).iterator().next().getLong("jobs") > 0) {
            pass(20); // looking costs the database time that the jobs should have
        }
    }

    /** Statements so far, the heartbeat's included, which has a connection of its own. */
    long statements() {
        long upMillis = ManagementFactory.getRuntimeMXBean().getUptime();
        JobsSettings settings = kernel().settings().section("jobs", JobsSettings.class);
        return database().statements() + upMillis / settings.heartbeatInterval().toMillis();
    }

    void clean() {
        get(database().update(CLEAN, Params.NONE));
    }

    static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.MINUTES)
                .join();
    }

    /** Lets time pass, off the event loops. */
    void pass(long millis) {
        get(kernel().vertx().timer(millis));
    }

    @Override
    public void close() {
        get(node.stop());
    }
}
