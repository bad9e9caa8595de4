package ai.levqor.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.jobs.Jobs;
import ai.levqor.workers.TransientFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of errors and of nodes that die, the same on every database. */
abstract class ErrorsContract extends WorkflowsCase {
    @Test
    void anErrorIsCaughtRetriedWithBackoffAndDealtWith() throws Exception {
        var calls = new AtomicInteger();
        serve("shaky", task -> {
            calls.incrementAndGet();
            return Future.failedFuture(new TransientFailure(503, "not now"));
        });
        define("careful", """
                - attempt:
                    try: [{ask: {call: shaky, with: {}}}]
                    catch:
                      errors: {with: {status: 503}}
                      retry: {delay: PT10S, backoff: {exponential: {}}, limit: {attempt: {count: 2}}}
                      do: [{note: {set: {gave_up: '${ $error.status }'}}}]
                """);
        String job = submit("careful", new JsonObject());
        awaitWaiting(job, "A step failed and is tried again.");
        assertEquals(1, calls.get());
        clock.advance(Duration.ofSeconds(11));
        Eventually.await("the second call", () -> calls.get() == 2);
        awaitWaiting(job, "A step failed and is tried again.");
        clock.advance(Duration.ofSeconds(11));
        assertEquals(2, calls.get());
        clock.advance(Duration.ofSeconds(10));
        assertEquals(new JsonObject("{\"gave_up\":503}"), result(job));
        assertEquals(3, calls.get());
        assertEquals(1, call(Jobs.GET, of(job)).getInteger("attempt"));
    }

    @Test
    void anUncaughtErrorSaysWhereItHappened() throws Exception {
        define("broken", """
                - stop: {raise: {error: {type: 'https://example.com/no', status: 409, title: Not today, detail: closed}}}
                """);
        String job = submit("broken", new JsonObject());
        JsonObject failed = await(job, "failed");
        assertEquals(
                new JsonObject()
                        .put("code", "workflow_failed")
                        .put("message", "Not today: closed at /do/0/stop")
                        .put(
                                "details",
                                new JsonObject()
                                        .put("type", "https://example.com/no")
                                        .put("status", 409)
                                        .put("title", "Not today")
                                        .put("detail", "closed")
                                        .put("instance", "/do/0/stop")
                                        .put("retryable", false)),
                failed.getJsonObject("error"));
        assertEquals(1, failed.getInteger("attempt"));
        assertEquals(List.of("/stop failed"), steps(job));
    }

    @Test
    void whatMayPassIsTriedAgainFromTheFailedStepOn() throws Exception {
        var first = new AtomicInteger();
        var second = new AtomicInteger();
        serve("first", task -> Future.succeededFuture(new JsonObject().put("n", first.incrementAndGet())));
        serve(
                "second",
                task -> second.incrementAndGet() == 1
                        ? Future.failedFuture(new TransientFailure(503, "gone"))
                        : Future.succeededFuture(task.payload()));
        define("resumes", """
                - one: {call: first, with: {}}
                - two: {call: second, with: {got: '${ .n }'}}
                """);
        String job = submit("resumes", new JsonObject());
        Eventually.await("failed once", () -> second.get() == 1);
        Eventually.await(
                "is queued",
                () -> call(Jobs.STATUS, of(job)).getString("status").equals("queued"));
        JsonObject failure = call(Jobs.EVENTS, of(job)).getJsonArray("events").stream()
                .map(JsonObject.class::cast)
                .filter(event -> event.getString("type").equals("attempt_failed"))
                .findFirst()
                .orElseThrow()
                .getJsonObject("detail")
                .getJsonObject("error");
        assertEquals("workflow_failed", failure.getString("code"), failure.encode());
        assertTrue(failure.getJsonObject("details").getBoolean("retryable"), failure.encode());
        clock.advance(Duration.ofSeconds(10));
        assertEquals(new JsonObject("{\"got\":1}"), result(job));
        assertEquals(1, first.get());
    }

    @Test
    void anotherNodeGoesOnWhereTheFirstStopped() throws Exception {
        var calls = new AtomicInteger();
        define("moves", """
                - count: {call: counter, with: {}}
                - nap: {wait: PT1H}
                - end: {set: {done: true}}
                """);
        serve("counter", task -> {
            calls.incrementAndGet();
            return Future.succeededFuture(new JsonObject());
        });
        String job = submit("moves", new JsonObject());
        awaitWaiting(job, "It waits, as its workflow says.");
        nodes.removeFirst().close();
        startNode();
        clock.advance(Duration.ofMinutes(61));
        assertEquals(new JsonObject("{\"done\":true}"), result(job));
        assertEquals(1, calls.get());
    }
}
