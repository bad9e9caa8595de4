package ai.levqor.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.contract.Schemas;
import ai.levqor.jobs.Jobs;
import ai.levqor.workers.PermanentFailure;
import ai.levqor.workers.Task;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Jobs that are followed, the same on every database. */
abstract class StreamsContract extends ActivityCase {
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
}
