package ai.levqor.budgets;

import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.Eventually;
import ai.levqor.OnDatabase;
import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.jobs.Jobs;
import ai.levqor.jobs.JobsVerticle;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.workers.Task;
import ai.levqor.workers.Workers;
import ai.levqor.workflows.Workflows;
import ai.levqor.workflows.WorkflowsVerticle;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with queue, workflows and budgets on one database, prices of the test, and a clock that it moves. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class BudgetsCase implements OnDatabase {
    static final String TWO_CALLS = """
            - one: {call: paid, with: {}}
            - two: {call: paid, with: {}}
            """;

    /** Of the worker {@code paid}. */
    final AtomicInteger calls = new AtomicInteger();

    /** A cent, in micros. */
    static final long CENT = 10_000;

    static final String KEY = "live_1f0c9a2b7d4e";

    private static final String PRICES = """
            functions:
              worker.paid: {call: 0.01}
              worker.direct: {call: 0.02}
              worker.model: {input: 1, output: 2, estimate: {output: 10000}}
              crm.listed: {call: 0.03}
              worker.slow: {second: 0.5, estimate: {seconds: 60}}
            """;

    @TempDir
    Path dir;

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T10:00:00Z"));
    final Schemas schemas = new Schemas();
    final List<TestKernel> nodes = new ArrayList<>();
    private DatabaseUrl url;

    @BeforeEach
    void start() throws Exception {
        url = database(dir);
        startNode();
    }

    TestKernel startNode() throws Exception {
        Path connectors = Files.createDirectories(dir.resolve("connectors"));
        Path prices = Files.writeString(dir.resolve("prices.yaml"), PRICES);
        var node = TestKernel.start(
                url,
                clock,
                schemas,
                Map.of(
                        "LEVQOR_JOBS_POLL_INTERVAL",
                        "20ms",
                        "LEVQOR_COSTS_PRICES",
                        prices.toString(),
                        "LEVQOR_CONNECTORS_FOLDER",
                        connectors.toString()));
        nodes.add(node);
        node.deploy(new BudgetsVerticle(node.kernel()));
        node.deploy(new WorkflowsVerticle(node.kernel()));
        node.deploy(new JobsVerticle(node.kernel()));
        return node;
    }

    @AfterEach
    void close() {
        nodes.forEach(TestKernel::close);
    }

    /** What the operation answers to the key; it fits the schema. */
    JsonObject call(Operation operation, JsonObject input) throws Exception {
        var caller = new Caller(KEY, Set.of("*"), "r-1", "");
        JsonObject answer = TestKernel.get(nodes.getFirst().kernel().bus().call(operation, input, caller));
        schemas.check(operation.reply(), answer);
        return answer;
    }

    Failure failure(Operation operation, JsonObject input) {
        return assertThrows(Failure.class, () -> call(operation, input));
    }

    void define(String name, String tasks) throws Exception {
        call(Workflows.CREATE, new JsonObject().put("source", """
                document: {dsl: '1.0.0', namespace: default, name: %s, version: '1.0.0'}
                do:
                %s""".formatted(name, tasks.indent(2))));
    }

    void serve(String worker, Function<Task, Future<JsonObject>> work) throws Exception {
        for (TestKernel node : nodes) {
            TestKernel.get(Workers.serve(node.vertx(), worker, work));
        }
    }

    static JsonObject job(String workflow) {
        return new JsonObject().put("workflow", workflow).put("payload", new JsonObject());
    }

    String submit(JsonObject job) throws Exception {
        return call(Jobs.SUBMIT, job).getString("job_id");
    }

    JsonObject get(String job) throws Exception {
        return call(Jobs.GET, new JsonObject().put("job_id", job));
    }

    JsonObject await(String job, String status) throws Exception {
        Eventually.await(job + " is " + status, () -> {
            String now = get(job).getString("status");
            if (!now.equals(status) && (now.equals("failed") || now.equals("succeeded"))) {
                throw new AssertionError(get(job).encode());
            }
            return now.equals(status);
        });
        return get(job);
    }

    void servePaid() throws Exception {
        serve("paid", task -> {
            calls.incrementAndGet();
            return Future.succeededFuture(new JsonObject());
        });
    }

    void awaitWaiting(String job, String budget) throws Exception {
        Eventually.await(job + " waits", () -> {
            JsonObject waiting =
                    call(Jobs.STATUS, new JsonObject().put("job_id", job)).getJsonObject("waiting");
            return waiting != null && waiting.getString("message").contains("budget \"" + budget + "\"");
        });
    }

    JsonObject put(String name, String scope, String subject, String period, long limit, String onExceeded)
            throws Exception {
        return call(
                Budgets.PUT,
                new JsonObject()
                        .put("name", name)
                        .put("scope", scope)
                        .put("subject", subject)
                        .put("period", period)
                        .put("limit", limit)
                        .put("on_exceeded", onExceeded));
    }

    JsonObject budget(String name) throws Exception {
        return call(Budgets.GET, new JsonObject().put("name", name));
    }

    /** Spent and reserved of a budget. */
    List<Long> state(String name) throws Exception {
        JsonObject budget = budget(name);
        return List.of(budget.getLong("spent"), budget.getLong("reserved"));
    }

    JsonObject costs(String job) throws Exception {
        return call(Budgets.JOB, new JsonObject().put("job_id", job));
    }
}
