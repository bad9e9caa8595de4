package ai.levqor.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import ai.levqor.sql.Uuid7;
import ai.levqor.workers.PermanentFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How the attempts of a job go, and how it ends; the same on every database. */
abstract class AttemptsContract extends JobsCase {
    private static final Sql DELIVERIES = Sql.of("select url, body from callback_deliveries");

    @Test
    void aJobRunsAndItsHistoryTellsSo() throws Exception {
        start();
        serve(node(), "w", task -> Future.succeededFuture(new JsonObject().put("attempt", task.attempt())));
        String id = submit(job("w").put("callback_url", "https://example.com/hook"));
        JsonObject status = awaitStatus(id, "succeeded");
        assertEquals(new JsonObject().put("attempt", 1), status.getJsonObject("result"));
        assertNull(status.getValue("error"));
        assertEquals(List.of("accepted", "started", "succeeded"), events(id));
        var delivery = TestKernel.get(node().kernel().database().query(DELIVERIES, Params.NONE))
                .iterator()
                .next();
        JsonObject data = new JsonObject(delivery.getString("body")).getJsonObject("data");
        assertEquals(id, data.getString("job_id"));
        assertEquals("succeeded", data.getString("status"));
    }

    @Test
    void aFailedAttemptIsRetriedWithBackoffUntilTheLast() throws Exception {
        start();
        serve(node(), "w", task -> Future.failedFuture(new IllegalStateException("boom " + task.attempt())));
        String id = submit(job("w").put("max_attempts", 3));
        for (int attempt = 1; attempt < 3; attempt++) {
            int failed = attempt;
            Eventually.await(
                    "attempt " + attempt + " failed",
                    () -> get(id).getInteger("attempt") == failed && reason(id).equals("retrying"));
            clock.advance(Duration.ofSeconds(10));
        }
        JsonObject status = awaitStatus(id, "failed");
        assertTrue(status.getJsonObject("error").getString("message").contains("boom 3"), status.encode());
        assertEquals(
                List.of("accepted", "started", "attempt_failed", "started", "attempt_failed", "started", "failed"),
                events(id));
    }

    @Test
    void aPermanentFailureIsNotRetriedAndCanBeRetriedByHand() throws Exception {
        start();
        var broken = new AtomicInteger(1);
        serve(
                node(),
                "w",
                task -> broken.get() > 0
                        ? Future.failedFuture(new PermanentFailure("bad payload"))
                        : Future.succeededFuture(new JsonObject()));
        String id = submit(job("w"));
        awaitStatus(id, "failed");
        assertEquals(1, get(id).getInteger("attempt"));
        broken.set(0);
        assertEquals(
                "queued", call(Jobs.RETRY, new JsonObject().put("job_id", id)).getString("status"));
        awaitStatus(id, "succeeded");
        assertEquals(List.of("accepted", "started", "failed", "retried", "started", "succeeded"), events(id));
        assertEquals(
                Code.CONFLICT,
                failure(Jobs.RETRY, new JsonObject().put("job_id", id)).code());
    }

    @Test
    void retryGivesAsManyAttemptsAsWereAskedFor() throws Exception {
        start();
        serve(node(), "w", task -> Future.failedFuture(new PermanentFailure("no")));
        String id = submit(job("w").put("max_attempts", 1));
        for (int i = 1; i <= 3; i++) {
            awaitStatus(id, "failed");
            assertEquals(i, get(id).getInteger("max_attempts"));
            assertEquals(i, get(id).getInteger("attempt"));
            call(Jobs.RETRY, new JsonObject().put("job_id", id));
        }
    }

    @Test
    void aJobStartsWhenItsTimeHasCome() throws Exception {
        start();
        serve(node(), "w", task -> Future.succeededFuture(new JsonObject()));
        String id = submit(job("w").put("run_at", clock.millis() / 1000 + 60));
        assertEquals("scheduled", reason(id));
        String now = submit(job("w"));
        awaitStatus(now, "succeeded");
        assertEquals("queued", status(id).getString("status"));
        clock.advance(Duration.ofSeconds(61));
        awaitStatus(id, "succeeded");
    }

    @Test
    void silenceOfAWorkerIsATimeout() throws Exception {
        start();
        node().vertx().eventBus().consumer("workers.silent", message -> {});
        String id = submit(job("silent").put("timeout_ms", 30).put("max_attempts", 1));
        JsonObject error = awaitStatus(id, "failed").getJsonObject("error");
        assertEquals("timed_out", error.getString("code"));
    }

    @Test
    void aCancelledJobStaysCancelledAndItsWorkerHearsOfIt() throws Exception {
        start();
        BlockingQueue<Promise<JsonObject>> running = new LinkedBlockingQueue<>();
        BlockingQueue<JsonObject> told = new LinkedBlockingQueue<>();
        node().vertx().eventBus().<JsonObject>consumer("jobs.cancelled", message -> told.add(message.body()));
        serve(node(), "w", task -> {
            Promise<JsonObject> promise = Promise.promise();
            running.add(promise);
            return promise.future();
        });
        String id = submit(job("w"));
        Promise<JsonObject> worker = running.poll(10, TimeUnit.SECONDS);
        assertEquals(
                "cancelled",
                call(Jobs.CANCEL, new JsonObject().put("job_id", id)).getString("status"));
        JsonObject message = told.poll(10, TimeUnit.SECONDS);
        assertEquals(new JsonObject().put("job_id", id).put("attempt", 1), message);
        worker.complete(new JsonObject().put("late", true));
        String next = submit(job("w"));
        running.poll(10, TimeUnit.SECONDS).complete(new JsonObject());
        awaitStatus(next, "succeeded");
        assertEquals("cancelled", status(id).getString("status"));
        assertEquals(
                Code.CONFLICT,
                failure(Jobs.CANCEL, new JsonObject().put("job_id", id)).code());
    }

    @Test
    void aLateAttemptCannotOverwrite() throws Exception {
        start();
        String id = submit(job("nobody").put("run_at", clock.millis() / 1000 + 60));
        Job job = TestKernel.get(new JobRepository(node().kernel().database()).find(UUID.fromString(id)))
                .orElseThrow();
        var endings = new EndingRepository(node().kernel().database(), new Uuid7(clock));
        var late = new Ending(job.id(), 1, State.SUCCEEDED, 1, 1, "{}", null, false, "nobody", 1, 1L, null, null, null);
        assertEquals(List.of(false), TestKernel.get(endings.store(List.of(late))));
        assertEquals("queued", status(id).getString("status"));
    }

    @Test
    void twoEndsAtOnceAreOneEndAndAConflict() throws Exception {
        start();
        for (int i = 0; i < 10; i++) {
            String id = submit(job("nobody").put("run_at", clock.millis() / 1000 + 60));
            var ends = new ArrayList<Future<JsonObject>>();
            for (int j = 0; j < 6; j++) {
                ends.add(node().kernel().bus().call(Jobs.CANCEL, new JsonObject().put("job_id", id), Caller.SYSTEM));
            }
            for (Future<JsonObject> end : ends) {
                try {
                    TestKernel.get(end);
                } catch (Failure late) {
                    assertEquals(Code.CONFLICT, late.code());
                }
            }
            assertEquals("cancelled", status(id).getString("status"));
        }
    }
}
