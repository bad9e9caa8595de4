package ai.levqor.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestKernel;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkersIT {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        TestKernel.get(vertx.close());
    }

    @Test
    void tellsTheQueueOnceJobsReachIt() throws Exception {
        var answered = new CompletableFuture<Object>();
        vertx.eventBus()
                .consumer(
                        "workers.changed",
                        none -> ask(new JsonObject()).onComplete(answered::complete, answered::completeExceptionally));

        serve(task -> Future.succeededFuture(new JsonObject().put("done", task.attempt())));

        assertEquals(new JsonObject().put("done", 2), answered.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aWorkerGetsTheWholeTask() throws Exception {
        var tasks = new LinkedBlockingQueue<Task>();
        serve(task -> {
            tasks.add(task);
            return Future.succeededFuture();
        });

        Object reply = TestKernel.get(ask(new JsonObject().put("a", 1)));

        assertEquals(new JsonObject(), reply);
        assertEquals(new Task("job-1", "test", 2, 5, new JsonObject().put("a", 1)), tasks.take());
    }

    @ParameterizedTest
    @CsvSource({
        "permanent, 400",
        "permanent-422, 422",
        "transient-429, 429",
        "bus-404, 404",
        "failure, 403",
        "defect, 500"
    })
    void theKindOfAFailureDecidesItsCode(String kind, int code) throws Exception {
        serve(task -> {
            throw cause(kind);
        });
        assertEquals(code, failure(new JsonObject()).failureCode());
    }

    @ParameterizedTest
    @CsvSource({"permanent, 400", "transient-429, 429", "defect, 500"})
    void aFailureInTheFutureCountsAsWell(String kind, int code) throws Exception {
        serve(task -> Future.failedFuture(cause(kind)));

        assertEquals(code, failure(new JsonObject()).failureCode());
    }

    private static RuntimeException cause(String kind) {
        return switch (kind) {
            case "permanent" -> new PermanentFailure("wrong");
            case "permanent-422" -> new PermanentFailure(422, "wrong");
            case "transient-429" -> new TransientFailure(429, "later");
            case "bus-404" -> new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 404, "none");
            case "failure" -> new Failure(Code.FORBIDDEN, "no");
            default -> new IllegalStateException("defect");
        };
    }

    @Test
    void codesThatContradictTheirKindAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new PermanentFailure(429, "x"));
        assertThrows(IllegalArgumentException.class, () -> new PermanentFailure(500, "x"));
        assertThrows(IllegalArgumentException.class, () -> new TransientFailure(404, "x"));
    }

    @Test
    void whatIsNoTaskFailsForGood() throws Exception {
        serve(task -> Future.succeededFuture());

        var failure = assertThrows(
                ReplyException.class,
                () -> TestKernel.get(vertx.eventBus().request("workers.test", new JsonObject().put("payload", 1))));

        assertEquals(400, failure.failureCode());
    }

    @Test
    void worksOnManyAtOnceUpToItsLimitAndEndsThemBeforeItStops() throws Exception {
        BlockingQueue<Promise<JsonObject>> running = new LinkedBlockingQueue<>();
        Worker worker = TestKernel.get(Workers.serve(vertx, "test", 2, task -> {
            Promise<JsonObject> end = Promise.promise();
            running.add(end);
            return end.future();
        }));
        Future<Object> first = ask(new JsonObject());
        Future<Object> second = ask(new JsonObject());
        Promise<JsonObject> one = running.take();
        Promise<JsonObject> two = running.take();

        // One too many is not begun: the queue is asked to come again.
        var busy = TestKernel.get(vertx.eventBus().request("workers.test", task(new JsonObject())));
        assertTrue(Long.parseLong(busy.headers().get("resume_in")) >= 500);

        Future<Void> stopped = worker.stop();
        one.complete(new JsonObject().put("n", 1));
        TestKernel.get(Future.any(first, second));
        assertFalse(stopped.isComplete());
        two.complete(new JsonObject().put("n", 1));
        TestKernel.get(stopped);
        TestKernel.get(Future.all(first, second));
        var failure = assertThrows(ReplyException.class, () -> TestKernel.get(ask(new JsonObject())));
        assertEquals(ReplyFailure.NO_HANDLERS, failure.failureType());
    }

    private void serve(Function<Task, Future<JsonObject>> work) throws Exception {
        TestKernel.get(Workers.serve(vertx, "test", work));
    }

    private ReplyException failure(JsonObject payload) {
        return assertThrows(ReplyException.class, () -> TestKernel.get(ask(payload)));
    }

    private Future<Object> ask(JsonObject payload) {
        return vertx.eventBus().request("workers.test", task(payload)).map(reply -> reply.body());
    }

    private static JsonObject task(JsonObject payload) {
        return new JsonObject()
                .put("job_id", "job-1")
                .put("workflow", "test")
                .put("attempt", 2)
                .put("max_attempts", 5)
                .put("payload", payload);
    }
}
