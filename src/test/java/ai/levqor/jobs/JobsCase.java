package ai.levqor.jobs;

import ai.levqor.Eventually;
import ai.levqor.OnDatabase;
import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
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
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with a queue on one database, and a clock that the test moves. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class JobsCase implements OnDatabase {
    @TempDir
    Path dir;

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:00Z"));
    final List<TestKernel> nodes = new ArrayList<>();

    private DatabaseUrl url;

    @BeforeEach
    void makeDatabase() {
        url = database(dir);
    }

    @AfterEach
    void close() {
        nodes.forEach(TestKernel::close);
    }

    TestKernel node() {
        return nodes.getFirst();
    }

    /** Starts one more node; {@code settings} are names and values in turn. */
    TestKernel start(String... settings) throws Exception {
        Map<String, String> env = new HashMap<>(Map.of("LEVQOR_JOBS_POLL_INTERVAL", "20ms"));
        for (int i = 0; i < settings.length; i += 2) {
            env.put(settings[i], settings[i + 1]);
        }
        var node = TestKernel.start(url, clock, new Schemas(), env);
        nodes.add(node);
        node.deploy(new JobsVerticle(node.kernel()));
        return node;
    }

    void serve(TestKernel node, String workflow, Function<Task, Future<JsonObject>> worker) throws Exception {
        TestKernel.get(Workers.serve(node.vertx(), workflow, worker));
    }

    static JsonObject job(String workflow) {
        return new JsonObject().put("workflow", workflow).put("payload", new JsonObject());
    }

    String submit(JsonObject job) throws Exception {
        return call(Jobs.SUBMIT, job).getString("job_id");
    }

    JsonObject call(Operation operation, JsonObject input) throws Exception {
        return node().call(operation, input);
    }

    Failure failure(Operation operation, JsonObject input) {
        return Assertions.assertThrows(Failure.class, () -> call(operation, input));
    }

    JsonObject get(String id) throws Exception {
        return call(Jobs.GET, new JsonObject().put("job_id", id));
    }

    JsonObject status(String id) throws Exception {
        return call(Jobs.STATUS, new JsonObject().put("job_id", id));
    }

    String reason(String id) throws Exception {
        JsonObject waiting = status(id).getJsonObject("waiting");
        return waiting == null ? "" : waiting.getString("reason");
    }

    JsonObject awaitStatus(String id, String expected) throws Exception {
        Eventually.await(
                id + " is " + expected, () -> status(id).getString("status").equals(expected));
        return status(id);
    }

    List<String> events(String id) throws Exception {
        return call(Jobs.EVENTS, new JsonObject().put("job_id", id)).getJsonArray("events").stream()
                .map(event -> ((JsonObject) event).getString("type"))
                .toList();
    }
}
