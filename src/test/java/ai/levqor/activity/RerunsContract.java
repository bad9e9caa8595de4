package ai.levqor.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.jobs.Jobs;
import ai.levqor.workers.PermanentFailure;
import ai.levqor.workflows.Workflows;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Jobs that are done again, the same on every database. */
abstract class RerunsContract extends ActivityCase {
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
        String job = call(
                        Jobs.SUBMIT,
                        new JsonObject()
                                .put("workflow", "three")
                                .put("payload", new JsonObject())
                                .put("max_cost", 5_000_000))
                .getString("job_id");
        assertEquals(Code.INVALID_REQUEST, finished(job, "nowhere").code());
        List<String> before = List.copyOf(calls);
        clock.advance(Duration.ofSeconds(1));
        JsonObject made = call(Workflows.RERUN, of(job).put("from_step", "b"));
        JsonObject again = await(made.getString("job_id"), "succeeded");
        assertEquals(job, again.getString("rerun_of"));
        assertEquals("/b", again.getString("rerun_from"));
        assertEquals(5_000_000, again.getLong("max_cost"), "it may cost no more than the first time");
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
