package ai.levqor.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import ai.levqor.workers.Workers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Jobs go to whoever serves them and wait where nobody does, the same on every database. */
abstract class ServedContract extends JobsCase {
    private static final Sql STRAY = Sql.of("""
            update jobs set state = 'running', node = #{node}, attempt = 1, started_at = #{at} where id = #{id}
            """);

    @Test
    void aJobThatNobodyServesWaitsSaysSoAndStartsWhenSomebodyDoes() throws Exception {
        start();
        String id = submit(job("later"));
        assertEquals("no_worker", reason(id));
        serve(node(), "later", task -> Future.succeededFuture(new JsonObject()));
        awaitStatus(id, "succeeded");
        assertEquals(1, get(id).getInteger("attempt"));
    }

    @Test
    void aJobThatNobodyServesIsNeverClaimedToFindOut() throws Exception {
        start();
        String id = submit(job("later"));
        assertFalse(served("later"));
        for (int look = 0; look < 5; look++) {
            clock.advance(Duration.ofSeconds(6)); // every pause between two looks is over
            for (int i = 0; i < 100; i++) {
                assertEquals("queued", status(id).getString("status"));
                assertEquals("no_worker", reason(id));
            }
        }
        assertFalse(served("later"));
    }

    @Test
    void whetherAWorkflowIsServedIsToldWithoutTrying() throws Exception {
        start();
        call(Jobs.PAUSE, new JsonObject().put("workflow", "w"));
        String id = submit(job("w"));
        assertFalse(served("w"));
        var asked = new LinkedBlockingQueue<Object>();
        var worker = node().vertx().eventBus().consumer("workers.w", message -> {
            asked.add(message.body());
            message.reply(new JsonObject());
        });
        TestKernel.get(worker.completion());
        assertTrue(served("w"));
        assertTrue(asked.isEmpty(), "a worker sees nothing but jobs");
        call(Jobs.RESUME, new JsonObject().put("workflow", "w"));
        awaitStatus(id, "succeeded");
        TestKernel.get(worker.unregister());
        assertFalse(call(Jobs.RESUME, new JsonObject().put("workflow", "w")).getBoolean("served"));
    }

    @Test
    void theJobsOfAWorkerThatWentAwayWait() throws Exception {
        start();
        var worker =
                TestKernel.get(Workers.serve(node().vertx(), "w", task -> Future.succeededFuture(new JsonObject())));
        awaitStatus(submit(job("w")), "succeeded");
        TestKernel.get(worker.stop());
        String id = submit(job("w"));
        Eventually.await("it says no_worker", () -> reason(id).equals("no_worker"));
        assertEquals("queued", status(id).getString("status"));
        assertEquals(0, get(id).getInteger("attempt"));
    }

    private boolean served(String workflow) throws Exception {
        return call(Jobs.QUEUES, new JsonObject()).getJsonArray("queues").stream()
                .map(queue -> (JsonObject) queue)
                .filter(queue -> queue.getString("workflow").equals(workflow))
                .findFirst()
                .orElseThrow()
                .getBoolean("served");
    }

    @Test
    void aBusyWorkerCostsNoAttempt() throws Exception {
        start();
        Promise<JsonObject> gate = Promise.promise();
        TestKernel.get(Workers.serve(node().vertx(), "narrow", 1, task -> gate.future()));
        String first = submit(job("narrow").put("max_attempts", 1));
        String second = submit(job("narrow").put("max_attempts", 1));
        Eventually.await("one waits", () -> (reason(first) + reason(second)).equals("waiting"));
        gate.complete(new JsonObject());
        clock.advance(Duration.ofSeconds(2));
        awaitStatus(first, "succeeded");
        awaitStatus(second, "succeeded");
    }

    @Test
    void aWorkerThatBreaksHasAnsweredAndIsFreeForTheNext() throws Exception {
        start();
        TestKernel.get(Workers.serve(node().vertx(), "breaks", 1, task -> {
            throw new StackOverflowError("too deep");
        }));
        for (int i = 0; i < 2; i++) {
            JsonObject ended = awaitStatus(submit(job("breaks").put("max_attempts", 1)), "failed");
            assertTrue(ended.getJsonObject("error").getString("message").contains("too deep"), ended.encode());
        }
    }

    @Test
    void aJobThatTheNodeHoldsWithoutKnowingIsQueuedAgain() throws Exception {
        start();
        String id = submit(job("lost"));
        Eventually.await("it waits", () -> reason(id).equals("no_worker"));
        // As if the answer to a claim had been lost on its way.
        TestKernel.get(node().kernel()
                .database()
                .update(
                        STRAY,
                        Params.of("id", UUID.fromString(id))
                                .and("node", node().kernel().node())
                                .and("at", clock.millis() - 1)));
        serve(node(), "lost", task -> Future.succeededFuture(new JsonObject().put("attempt", task.attempt())));
        assertEquals(
                new JsonObject().put("attempt", 1), awaitStatus(id, "succeeded").getJsonObject("result"));
    }

    @Test
    void manyLanesAreAllServed() throws Exception {
        start("LEVQOR_JOBS_MAX_RUNNING", "64");
        var keys = ConcurrentHashMap.<String>newKeySet();
        call(Jobs.PAUSE, new JsonObject().put("workflow", "w"));
        int lanes = LaneRepository.LANES + 50;
        var jobs = new JsonArray();
        for (int i = 0; i < lanes; i++) {
            jobs.add(job("w").put("concurrency_key", "k" + i).put("payload", new JsonObject().put("key", "k" + i)));
        }
        call(Jobs.SUBMIT_MANY, new JsonObject().put("jobs", jobs));
        close();
        nodes.clear();
        start("LEVQOR_JOBS_MAX_RUNNING", "64");
        serve(node(), "w", task -> {
            keys.add(task.payload().getString("key"));
            return Future.succeededFuture(new JsonObject());
        });
        call(Jobs.RESUME, new JsonObject().put("workflow", "w"));
        Eventually.await("every lane was served", Duration.ofSeconds(60), () -> keys.size() == lanes);
    }
}
