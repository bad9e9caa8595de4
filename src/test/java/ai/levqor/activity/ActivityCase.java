package ai.levqor.activity;

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
import ai.levqor.workflows.Workflows;
import ai.levqor.workflows.WorkflowsVerticle;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A node with workflows, a queue and what is seen of them, and a clock that the test moves. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class ActivityCase implements OnDatabase {
    static final Map<String, String> SETTINGS = Map.of(
            "LEVQOR_JOBS_POLL_INTERVAL", "20ms",
            "LEVQOR_ACTIVITY_MAX_LINES", "3",
            "LEVQOR_ACTIVITY_MAX_LINE", "100",
            "LEVQOR_ACTIVITY_MAX_EVENTS", "2",
            "LEVQOR_ACTIVITY_MAX_EVENT_SIZE", "500");

    @TempDir
    Path dir;

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T10:00:00Z"));

    DatabaseUrl url;

    TestKernel node;

    @BeforeEach
    void start() throws Exception {
        url = database(dir);
        node = TestKernel.start(url, clock, new Schemas(), SETTINGS);
        node.deploy(new WorkflowsVerticle(node.kernel()));
        node.deploy(new JobsVerticle(node.kernel()));
        node.deploy(new ActivityVerticle(node.kernel()));
    }

    @AfterEach
    void close() {
        node.close();
    }

    JsonObject call(Operation operation, JsonObject input) throws Exception {
        return node.call(operation, input);
    }

    Failure failure(Operation operation, JsonObject input) {
        return assertThrows(Failure.class, () -> call(operation, input));
    }

    void define(String name, String tasks) throws Exception {
        String source = """
                document: {dsl: '1.0.0', namespace: default, name: %s, version: '1.0.0'}
                do:
                %s""".formatted(name, tasks.indent(2));
        call(Workflows.CREATE, new JsonObject().put("source", source));
    }

    String submit(String workflow, JsonObject payload) throws Exception {
        return call(Jobs.SUBMIT, new JsonObject().put("workflow", workflow).put("payload", payload))
                .getString("job_id");
    }

    static JsonObject of(String job) {
        return new JsonObject().put("job_id", job);
    }

    void serve(String worker, Function<Task, Future<JsonObject>> work) throws Exception {
        TestKernel.get(Workers.serve(node.vertx(), worker, work));
    }

    JsonObject await(String job, String status) throws Exception {
        Eventually.await(
                job + " is " + status,
                () -> call(Jobs.STATUS, of(job)).getString("status").equals(status));
        return call(Jobs.GET, of(job));
    }

    /** All events of an ended job behind {@code last}, but for the count of steps, which is told anew with each look. */
    List<JsonObject> events(String job, @Nullable String last) throws Exception {
        var events = new ArrayList<JsonObject>();
        String cursor = last;
        JsonObject batch;
        do {
            JsonObject input = of(job).put("wait_ms", 2_000);
            if (cursor != null) {
                input.put("last_event_id", cursor);
            }
            batch = call(Activity.STREAM, input);
            for (Object element : batch.getJsonArray("events")) {
                var event = (JsonObject) element;
                if (!event.getJsonObject("data").containsKey("steps_done")) {
                    events.add(event);
                }
            }
            cursor = batch.getString("cursor");
        } while (!batch.getBoolean("ended"));
        return events;
    }

    static List<String> words(List<JsonObject> events) {
        return events.stream()
                .map(event -> {
                    JsonObject data = event.getJsonObject("data");
                    return switch (event.getString("type")) {
                        case "state" -> data.getString("type");
                        case "step" -> data.getString("step") + " " + data.getString("state");
                        case "log" -> "log " + data.getString("message");
                        default -> "progress " + data.getDouble("progress");
                    };
                })
                .toList();
    }

    static JsonArray lines(String... messages) {
        var lines = new JsonArray();
        for (String message : messages) {
            lines.add(new JsonObject().put("message", message));
        }
        return lines;
    }
}
