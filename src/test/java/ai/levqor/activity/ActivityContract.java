package ai.levqor.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.jobs.Jobs;
import ai.levqor.jobs.JobsVerticle;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.workers.PermanentFailure;
import ai.levqor.workers.Task;
import ai.levqor.workers.Workers;
import ai.levqor.workflows.Workflows;
import ai.levqor.workflows.WorkflowsVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of jobs while they run and after, the same on every database. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class ActivityContract {
    private static final Map<String, String> SETTINGS = Map.of(
            "LEVQOR_JOBS_POLL_INTERVAL", "20ms",
            "LEVQOR_ACTIVITY_MAX_LINES", "3",
            "LEVQOR_ACTIVITY_MAX_LINE", "100",
            "LEVQOR_ACTIVITY_MAX_EVENTS", "2",
            "LEVQOR_ACTIVITY_MAX_EVENT_SIZE", "500");

    @TempDir
    Path dir;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T10:00:00Z"));
    private DatabaseUrl url;
    private TestKernel node;

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

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

    private JsonObject call(Operation operation, JsonObject input) throws Exception {
        return node.call(operation, input);
    }

    private Failure failure(Operation operation, JsonObject input) {
        return assertThrows(Failure.class, () -> call(operation, input));
    }

    private void define(String name, String tasks) throws Exception {
        String source = """
                document: {dsl: '1.0.0', namespace: default, name: %s, version: '1.0.0'}
                do:
                %s""".formatted(name, tasks.indent(2));
        call(Workflows.CREATE, new JsonObject().put("source", source));
    }

    private String submit(String workflow, JsonObject payload) throws Exception {
        return call(Jobs.SUBMIT, new JsonObject().put("workflow", workflow).put("payload", payload))
                .getString("job_id");
    }

    private static JsonObject of(String job) {
        return new JsonObject().put("job_id", job);
    }

    private void serve(String worker, Function<Task, Future<JsonObject>> work) throws Exception {
        TestKernel.get(Workers.serve(node.vertx(), worker, work));
    }

    private JsonObject await(String job, String status) throws Exception {
        Eventually.await(
                job + " is " + status,
                () -> call(Jobs.STATUS, of(job)).getString("status").equals(status));
        return call(Jobs.GET, of(job));
    }

    /** All events of an ended job behind {@code last}, but for the count of steps, which is told anew with each look. */
    private List<JsonObject> events(String job, @Nullable String last) throws Exception {
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

    private static List<String> words(List<JsonObject> events) {
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

    @Test
    void aStreamGoesOnExactlyBehindEachEvent() throws Exception {
        Promise<JsonObject> answer = Promise.promise();
        Queue<Task> tasks = new ConcurrentLinkedQueue<>();
        serve("slow", task -> {
            tasks.add(task);
            return task.attempt() == 1 ? Future.failedFuture("not yet") : answer.future();
        });
        String job = submit("slow", new JsonObject());
        Eventually.await(
                "the first attempt failed", () -> call(Jobs.GET, of(job)).getJsonObject("error") != null);
        clock.advance(Duration.ofHours(2));
        Eventually.await("the second attempt runs", () -> tasks.size() == 2);
        call(Activity.PROGRESS, of(job).put("attempt", 2).put("progress", 0.5).put("message", "half"));
        call(Activity.LOG, of(job).put("attempt", 2).put("lines", lines("one", "two")));
        clock.advance(Duration.ofSeconds(1));
        answer.complete(new JsonObject().put("ok", true));
        await(job, "succeeded");

        List<JsonObject> all = events(job, null);
        assertEquals(
                List.of(
                        "accepted",
                        "started",
                        "attempt_failed",
                        "started",
                        "progress 0.5",
                        "log one",
                        "log two",
                        "succeeded"),
                words(all));
        for (int i = 0; i < all.size(); i++) {
            assertEquals(all.subList(i + 1, all.size()), events(job, all.get(i).getString("id")));
        }
        assertEquals(
                new JsonObject().put("ok", true),
                all.getLast().getJsonObject("data").getJsonObject("result"));
        assertEquals(
                Code.INVALID_REQUEST,
                failure(Activity.STREAM, of(job).put("last_event_id", "x-1")).code());
        assertEquals(
                Code.NOT_FOUND,
                failure(Activity.STREAM, of("0199f0c4-7d1e-7c3a-9a51-3f2b8d6c4e10"))
                        .code());
    }

    private static JsonArray lines(String... messages) {
        var lines = new JsonArray();
        for (String message : messages) {
            lines.add(new JsonObject().put("message", message));
        }
        return lines;
    }

    @Test
    void whoWaitsIsWokenByTheCommit() throws Exception {
        Promise<JsonObject> answer = Promise.promise();
        serve("slow", task -> answer.future());
        String job = submit("slow", new JsonObject());
        await(job, "running");
        String cursor = call(Activity.STREAM, of(job).put("wait_ms", 0)).getString("cursor");
        Future<JsonObject> next = node.kernel()
                .bus()
                .call(Activity.STREAM, of(job).put("wait_ms", 20_000).put("last_event_id", cursor), Caller.SYSTEM);
        assertFalse(next.isComplete());
        long asked = System.nanoTime();
        answer.complete(new JsonObject());
        assertTrue(TestKernel.get(next).getBoolean("ended"));
        assertTrue(Duration.ofNanos(System.nanoTime() - asked).toSeconds() < 15);
    }

    @Test
    void whoWaitsCostsTheDatabaseNothing() throws Exception {
        String job = submit("nobody", new JsonObject());
        try (var idle = TestKernel.start(url, clock, new Schemas(), SETTINGS)) {
            idle.deploy(new ActivityVerticle(idle.kernel()));
            String cursor =
                    idle.call(Activity.STREAM, of(job).put("wait_ms", 0)).getString("cursor");
            for (int i = 0; i < 3; i++) { // the first look on a node, and the one behind its announcement
                cursor = idle.call(Activity.STREAM, of(job).put("wait_ms", 400).put("last_event_id", cursor))
                        .getString("cursor");
            }
            long before = idle.kernel().database().statements();
            for (int i = 0; i < 20; i++) {
                idle.call(Activity.STREAM, of(job).put("wait_ms", 50).put("last_event_id", cursor));
            }
            assertTrue(idle.kernel().database().statements() - before <= 1); // a node's own look, every five seconds
        }
    }

    @Test
    void reportsCountForTheAttemptThatRunsOnly() throws Exception {
        Promise<JsonObject> answer = Promise.promise();
        serve("slow", task -> answer.future());
        String job = submit("slow", new JsonObject());
        await(job, "running");
        assertNull(call(Jobs.GET, of(job)).getValue("progress"));
        call(Activity.PROGRESS, of(job).put("attempt", 1).put("progress", 0.25).put("message", "3 of 12"));
        JsonObject progress = call(Jobs.GET, of(job)).getJsonObject("progress");
        assertEquals(0.25, progress.getDouble("value"));
        assertEquals("3 of 12", progress.getString("message"));
        assertEquals(
                Code.CONFLICT,
                failure(Activity.PROGRESS, of(job).put("attempt", 2).put("progress", 0.5))
                        .code());
        assertEquals(
                Code.INVALID_REQUEST,
                failure(Activity.PROGRESS, of(job).put("attempt", 1).put("progress", 1.5))
                        .code());
        answer.complete(new JsonObject());
        await(job, "succeeded");
        assertEquals(
                Code.CONFLICT,
                failure(Activity.LOG, of(job).put("attempt", 1).put("lines", lines("late")))
                        .code());
    }

    @Test
    void aLogIsBoundedAndReadByPages() throws Exception {
        Promise<JsonObject> answer = Promise.promise();
        serve("slow", task -> answer.future());
        String job = submit("slow", new JsonObject());
        await(job, "running");
        call(Activity.LOG, of(job).put("attempt", 1).put("lines", lines("x".repeat(200), "two")));
        JsonObject taken = call(Activity.LOG, of(job).put("attempt", 1).put("lines", lines("three", "four", "five")));
        assertEquals(new JsonObject().put("kept", 1).put("dropped", 2), taken);
        call(Activity.LOG, of(job).put("attempt", 1).put("lines", lines("six")));
        JsonObject first = call(Activity.LOGS, of(job).put("limit", 2));
        assertEquals(
                "x".repeat(100) + "…",
                first.getJsonArray("lines").getJsonObject(0).getString("message"));
        JsonObject rest = call(Activity.LOGS, of(job).put("limit", 2).put("cursor", first.getString("next_cursor")));
        assertEquals("three", rest.getJsonArray("lines").getJsonObject(0).getString("message"));
        assertEquals("warn", rest.getJsonArray("lines").getJsonObject(1).getString("level"));
        assertFalse(rest.getBoolean("has_more"));
        answer.complete(new JsonObject());
    }

    @Test
    void allJobsAreFollowedInOrderByFilter() throws Exception {
        serve("a", task -> Future.succeededFuture(new JsonObject()));
        serve("b", task -> Future.failedFuture(new PermanentFailure("no")));
        String cursor =
                call(Activity.STREAM_ALL, new JsonObject().put("wait_ms", 0)).getString("cursor");
        var jobs = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(1));
            jobs.add(submit(i == 1 ? "b" : "a", new JsonObject()));
            await(jobs.getLast(), i == 1 ? "failed" : "succeeded");
        }
        clock.advance(Duration.ofSeconds(5));
        JsonObject batch = call(Activity.STREAM_ALL, new JsonObject().put("last_event_id", cursor));
        assertEquals(
                jobs,
                batch.getJsonArray("events").stream()
                        .map(event -> ((JsonObject) event).getJsonObject("data").getString("job_id"))
                        .toList());
        String second = batch.getJsonArray("events").getJsonObject(1).getString("id");
        JsonObject behind = call(Activity.STREAM_ALL, new JsonObject().put("last_event_id", second));
        assertEquals(1, behind.getJsonArray("events").size());
        JsonObject failed = call(
                Activity.STREAM_ALL,
                new JsonObject()
                        .put("last_event_id", cursor)
                        .put("workflow", "b")
                        .put("state", "failed"));
        assertEquals(1, failed.getJsonArray("events").size());
        JsonObject nothing = call(
                Activity.STREAM_ALL,
                new JsonObject().put("wait_ms", 0).put("last_event_id", batch.getString("cursor")));
        assertTrue(nothing.getJsonArray("events").isEmpty());
    }

    @Test
    void stepsComeByPagesAndLongValuesAreCut() throws Exception {
        define("long", """
                - one: {set: {text: '${ [range(2000)] | map(tostring) | add }'}}
                - two: {set: {size: '${ .text | length }'}}
                """);
        String job = submit("long", new JsonObject());
        await(job, "succeeded");
        JsonObject page = call(Workflows.STEPS, of(job).put("limit", 1));
        JsonObject one = page.getJsonArray("steps").getJsonObject(0);
        assertEquals("/one", one.getString("step"));
        assertNull(one.getValue("output"));
        assertTrue(one.containsKey("cost"));
        assertTrue(one.getJsonObject("truncated").getJsonObject("output").getInteger("size") > 4_096);
        JsonObject whole = call(Workflows.STEP, of(job).put("step", "/one"));
        assertTrue(whole.getJsonObject("output").getString("text").endsWith("1999"));
        JsonObject next = call(Workflows.STEPS, of(job).put("limit", 1).put("cursor", page.getString("next_cursor")));
        assertEquals("/two", next.getJsonArray("steps").getJsonObject(0).getString("step"));
        assertFalse(next.getBoolean("has_more"));
        assertEquals(2, call(Jobs.GET, of(job)).getJsonObject("progress").getInteger("steps_done"));
    }

    @Test
    void aJobTakesSoManyEventsAndNoLargeOnes() throws Exception {
        define("listens", "- ask: {listen: {to: {one: {with: {type: approval}}}}}\n");
        String job = submit("listens", new JsonObject());
        Eventually.await("it listens", () -> {
            JsonObject waiting = call(Jobs.STATUS, of(job)).getJsonObject("waiting");
            return waiting != null && waiting.getString("reason").equals("approval");
        });
        assertEquals("/ask", call(Jobs.STATUS, of(job)).getJsonObject("waiting").getString("step"));
        JsonObject event = of(job).put("id", "e1").put("type", "other");
        call(Workflows.SIGNAL, event.copy());
        call(Workflows.SIGNAL, event.copy().put("id", "e2"));
        assertEquals(
                Code.CONFLICT,
                failure(Workflows.SIGNAL, event.copy().put("id", "e3")).code());
        call(Workflows.SIGNAL, event.copy());
        JsonObject large = new JsonObject().put("text", "x".repeat(600));
        assertEquals(
                Code.PAYLOAD_TOO_LARGE,
                failure(Workflows.SIGNAL, event.copy().put("data", large)).code());
        JsonObject page = call(Workflows.RECEIVED, of(job).put("limit", 1));
        assertEquals("e1", page.getJsonArray("events").getJsonObject(0).getString("id"));
        assertTrue(page.getBoolean("has_more"));
    }

    @Test
    void aRunIsDoneAgainFromAStepOn() throws Exception {
        Queue<String> calls = new ConcurrentLinkedQueue<>();
        for (String worker : List.of("first", "second", "third")) {
            serve(worker, task -> {
                calls.add(worker + " " + task.jobId());
                return Future.succeededFuture(new JsonObject().put("by", worker));
            });
        }
        define("three", """
                - a: {call: first, with: {n: 1}}
                - b: {call: second, with: {n: 2}}
                - c: {call: third, with: {n: 3}}
                """);
        String job = submit("three", new JsonObject());
        assertEquals(Code.INVALID_REQUEST, finished(job, "nowhere").code());
        List<String> before = List.copyOf(calls);
        clock.advance(Duration.ofSeconds(1));
        JsonObject made = call(Workflows.RERUN, of(job).put("from_step", "b"));
        JsonObject again = await(made.getString("job_id"), "succeeded");
        assertEquals(job, again.getString("rerun_of"));
        assertEquals("/b", again.getString("rerun_from"));
        List<String> after = List.copyOf(calls).subList(3, calls.size());
        assertEquals(
                List.of("second", "third"),
                after.stream().map(line -> line.split(" ", -1)[0]).toList());
        assertTrue(after.stream().noneMatch(before::contains), "the idempotency keys are others");
        assertEquals(
                3,
                call(Workflows.STEPS, of(made.getString("job_id")))
                        .getJsonArray("steps")
                        .size());
        assertEquals("succeeded", call(Jobs.STATUS, of(job)).getString("status"));
    }

    private Failure finished(String job, String step) throws Exception {
        await(job, "succeeded");
        return failure(Workflows.RERUN, of(job).put("from_step", step));
    }

    @Test
    void failedJobsRunAgainByFilter() throws Exception {
        serve("bad", task -> Future.failedFuture(new PermanentFailure("no")));
        for (int i = 0; i < 5; i++) {
            await(submit("bad", new JsonObject()), "failed");
        }
        long failed = clock.millis() / 1000;
        clock.advance(Duration.ofMinutes(1));
        var filter = new JsonObject()
                .put("workflow", "bad")
                .put("error_code", "worker_failed")
                .put("failed_before", failed + 1);
        JsonObject counted = call(Jobs.RETRY_MANY, filter.copy().put("dry_run", true));
        assertEquals(0, counted.getInteger("retried"));
        assertEquals(5, counted.getInteger("remaining"));
        assertEquals(
                0,
                call(Jobs.RETRY_MANY, filter.copy().put("error_code", "timed_out"))
                        .getInteger("retried"));
        JsonObject some = call(Jobs.RETRY_MANY, filter.copy().put("limit", 3));
        assertEquals(3, some.getInteger("retried"));
        assertEquals(2, some.getInteger("remaining"));
        assertEquals(2, call(Jobs.RETRY_MANY, filter.copy()).getInteger("retried"));
        assertEquals(0, call(Jobs.RETRY_MANY, filter.copy()).getInteger("retried"));
        await(some.getJsonArray("job_ids").getString(0), "failed");
        List<?> types = call(Jobs.EVENTS, of(some.getJsonArray("job_ids").getString(0))).getJsonArray("events").stream()
                .map(event -> ((JsonObject) event).getString("type"))
                .toList();
        assertTrue(types.contains("retried"), types.toString());
    }
}
