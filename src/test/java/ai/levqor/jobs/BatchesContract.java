package ai.levqor.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.levqor.Eventually;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many jobs at once. */
abstract class BatchesContract extends JobsCase {
    private static JsonObject batch(JsonObject... jobs) {
        var array = new JsonArray();
        for (JsonObject job : jobs) {
            array.add(job);
        }
        return new JsonObject().put("jobs", array);
    }

    private int jobs() throws Exception {
        return call(Jobs.LIST, new JsonObject()).getJsonArray("jobs").size();
    }

    @Test
    void aBatchIsStoredWholeOrNotAtAll() throws Exception {
        start();
        serve(node(), "w", task -> Future.succeededFuture(new JsonObject()));
        submit(job("nobody").put("idempotency_key", "taken"));
        var bad = new JsonArray().add(job("w")).add(job("w").put("idempotency_key", "taken"));
        var refused = failure(Jobs.SUBMIT_MANY, new JsonObject().put("jobs", bad));
        assertEquals("jobs[1].idempotency_key", refused.field());
        assertEquals(1, call(Jobs.LIST, new JsonObject()).getJsonArray("jobs").size());

        var good = new JsonArray().add(job("w")).add(job("w")).add(job("nobody"));
        String batch =
                call(Jobs.SUBMIT_MANY, new JsonObject().put("jobs", good)).getString("batch_id");
        var id = new JsonObject().put("batch_id", batch);
        Eventually.await(
                "two of three are done", () -> call(Jobs.BATCH, id.copy()).getInteger("succeeded") == 2);
        JsonObject progress = call(Jobs.BATCH, id.copy());
        assertEquals(3, progress.getInteger("total"));
        assertEquals(false, progress.getBoolean("done"));
    }

    @Test
    void aRepeatedBatchIsTheBatchThatItRepeats() throws Exception {
        start();
        var batch = new JsonObject()
                .put(
                        "jobs",
                        new JsonArray()
                                .add(job("nobody").put("idempotency_key", "a"))
                                .add(job("nobody").put("idempotency_key", "b")));
        String first = call(Jobs.SUBMIT_MANY, batch.copy()).getString("batch_id");
        assertEquals(first, call(Jobs.SUBMIT_MANY, batch.copy()).getString("batch_id"));
        batch.getJsonArray("jobs").add(job("nobody").put("idempotency_key", "c"));
        String mixed = call(Jobs.SUBMIT_MANY, batch).getString("batch_id");
        JsonObject progress = call(Jobs.BATCH, new JsonObject().put("batch_id", mixed));
        assertEquals(1, progress.getInteger("total"));
        assertEquals(false, progress.getBoolean("done"));
    }

    @Test
    void aBatchWithAKeyIsStoredOnceAndAnsweredTheSame() throws Exception {
        start();
        JsonObject batch = batch(job("nobody"), job("nobody")).put("idempotency_key", "k");
        JsonObject first = call(Jobs.SUBMIT_MANY, batch.copy());
        // What is repeated when the process died before the answer was kept is repeated as a whole.
        assertEquals(first, call(Jobs.SUBMIT_MANY, batch.copy()));
        assertEquals(2, jobs());
        call(
                Jobs.CANCEL,
                new JsonObject()
                        .put(
                                "job_id",
                                first.getJsonArray("jobs").getJsonObject(0).getString("job_id")));
        assertEquals(first, call(Jobs.SUBMIT_MANY, batch.copy()));
        assertEquals(2, jobs());

        JsonObject other = batch(job("nobody")).put("idempotency_key", "k");
        Failure refused = failure(Jobs.SUBMIT_MANY, other);
        assertEquals(Code.IDEMPOTENCY_MISMATCH, refused.code());
        assertEquals("idempotency_key", refused.field());
        assertEquals(2, jobs());

        clock.advance(Duration.ofHours(24).plusMillis(1));
        assertNotEquals(
                first.getString("batch_id"), call(Jobs.SUBMIT_MANY, other).getString("batch_id"));
        assertEquals(3, jobs());
    }

    @Test
    void aBatchThatIsRefusedLeavesItsKeyFree() throws Exception {
        start();
        submit(job("nobody").put("idempotency_key", "taken"));
        JsonObject bad = batch(job("w").put("idempotency_key", "taken")).put("idempotency_key", "k");
        assertEquals("jobs[0].idempotency_key", failure(Jobs.SUBMIT_MANY, bad).field());
        call(Jobs.SUBMIT_MANY, batch(job("nobody")).put("idempotency_key", "k"));
        assertEquals(2, jobs());
    }

    @Test
    void ofManyEqualBatchesAtOnceOneIsStored() throws Exception {
        start();
        JsonObject batch = batch(job("nobody"), job("nobody")).put("idempotency_key", "k");
        Set<JsonObject> answers = new HashSet<>();
        Callable<JsonObject> send = () -> call(Jobs.SUBMIT_MANY, batch.copy());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var sent :
                    threads.invokeAll(IntStream.range(0, 10).mapToObj(i -> send).toList())) {
                answers.add(sent.get());
            }
        }
        assertEquals(1, answers.size());
        assertEquals(2, jobs());
    }
}
