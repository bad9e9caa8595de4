package ai.levqor.workflows;

import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.Eventually;
import ai.levqor.OnDatabase;
import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.jobs.Jobs;
import ai.levqor.jobs.JobsVerticle;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.workers.Task;
import ai.levqor.workers.Workers;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with workflows and a queue on one database, and a clock that the test moves. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class WorkflowsCase implements OnDatabase {
    @TempDir
    Path dir;

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T10:00:00Z"));
    final List<TestKernel> nodes = new ArrayList<>();
    private DatabaseUrl url;

    /** Settings beside those of every test. */
    Map<String, String> settings() {
        return Map.of("LEVQOR_WORKFLOWS_SAMPLES", "false");
    }

    @BeforeEach
    void start() throws Exception {
        url = database(dir);
        startNode();
    }

    TestKernel startNode() throws Exception {
        Map<String, String> env = new HashMap<>(settings());
        env.put("LEVQOR_JOBS_POLL_INTERVAL", "20ms");
        var node = TestKernel.start(url, clock, new Schemas(), env);
        nodes.add(node);
        node.deploy(new JobsVerticle(node.kernel()));
        node.deploy(new WorkflowsVerticle(node.kernel()));
        return node;
    }

    @AfterEach
    void close() {
        nodes.forEach(TestKernel::close);
    }

    JsonObject call(Operation operation, JsonObject input) throws Exception {
        return nodes.getFirst().call(operation, input);
    }

    Failure failure(Operation operation, JsonObject input) {
        return assertThrows(Failure.class, () -> call(operation, input));
    }

    void serve(String worker, Function<Task, Future<JsonObject>> work) throws Exception {
        TestKernel.get(Workers.serve(nodes.getFirst().vertx(), worker, work));
    }

    static String source(String name, String version, String tasks) {
        return """
                document: {dsl: '1.0.0', namespace: default, name: %s, version: '%s'}
                do:
                %s""".formatted(name, version, tasks.indent(2));
    }

    void define(String name, String tasks) throws Exception {
        call(Workflows.CREATE, new JsonObject().put("source", source(name, "1.0.0", tasks)));
    }

    /** Stores a definition whose members behind {@code document} are {@code body}. */
    void define(String name, String version, String body) throws Exception {
        String source = "document: {dsl: '1.0.0', namespace: default, name: %s, version: '%s'}\n%s"
                .formatted(name, version, body);
        call(Workflows.CREATE, new JsonObject().put("source", source));
    }

    String submit(String workflow, JsonObject payload) throws Exception {
        return call(Jobs.SUBMIT, new JsonObject().put("workflow", workflow).put("payload", payload))
                .getString("job_id");
    }

    static JsonObject of(String job) {
        return new JsonObject().put("job_id", job);
    }

    JsonObject await(String job, String status) throws Exception {
        Eventually.await(
                job + " is " + status,
                () -> call(Jobs.STATUS, of(job)).getString("status").equals(status));
        return call(Jobs.GET, of(job));
    }

    JsonObject result(String job) throws Exception {
        return await(job, "succeeded").getJsonObject("result");
    }

    void awaitWaiting(String job, String message) throws Exception {
        Eventually.await(job + " waits", () -> {
            JsonObject waiting = call(Jobs.STATUS, of(job)).getJsonObject("waiting");
            // Behind the engine's words comes which step it is.
            return waiting != null
                    && waiting.getString("message").startsWith(message.substring(0, message.length() - 1));
        });
    }

    void awaitReason(String job, String reason) throws Exception {
        Eventually.await(job + " waits", () -> {
            JsonObject waiting = call(Jobs.STATUS, of(job)).getJsonObject("waiting");
            return waiting != null && waiting.getString("reason").equals(reason);
        });
    }

    List<JsonObject> jobs(String workflow) throws Exception {
        return call(Jobs.LIST, new JsonObject().put("workflow", workflow).put("limit", 200))
                .getJsonArray("jobs")
                .stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    List<String> steps(String job) throws Exception {
        return call(Workflows.STEPS, of(job)).getJsonArray("steps").stream()
                .map(JsonObject.class::cast)
                .map(step -> step.getString("step") + " " + step.getString("state"))
                .sorted()
                .toList();
    }
}
