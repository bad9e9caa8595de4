package ai.levqor.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import ai.levqor.workers.PermanentFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is kept of jobs: keys of idempotency, lists, and for how long; the same on every database. */
abstract class KeptJobsContract extends JobsCase {
    private static final Sql DELIVERIES = Sql.of("select url, body from callback_deliveries");
    private static final Sql LEFT =
            Sql.of("select (select count(*) from finished_jobs) + (select count(*) from job_events) as n");

    @Test
    void anIdempotencyKeyMakesOneJobHoweverOftenItComes() throws Exception {
        start();
        start();
        JsonObject job = job("nobody").put("idempotency_key", "k");
        var calls = new ArrayList<Future<JsonObject>>();
        for (int i = 0; i < 50; i++) {
            calls.add(nodes.get(i % 2).kernel().bus().call(Jobs.SUBMIT, job.copy(), Caller.SYSTEM));
        }
        Set<String> ids = new HashSet<>();
        for (Future<JsonObject> call : calls) {
            ids.add(TestKernel.get(call).getString("job_id"));
        }
        assertEquals(1, ids.size());
        JsonObject other = job.copy().put("payload", new JsonObject().put("other", 1));
        assertEquals(Code.IDEMPOTENCY_MISMATCH, failure(Jobs.SUBMIT, other).code());
        call(Jobs.CANCEL, new JsonObject().put("job_id", ids.iterator().next()));
        assertNotEquals(ids.iterator().next(), submit(job.copy()), "a key of a cancelled job is free");
    }

    @Test
    void theOrderOfMembersMakesNoOtherRequest() throws Exception {
        start();
        String first = submit(new JsonObject("""
                {"workflow": "nobody", "idempotency_key": "k", "payload": {"a": 1, "b": [{"c": 2, "d": 3}]}}"""));
        String again = submit(new JsonObject("""
                {"payload": {"b": [{"d": 3, "c": 2}], "a": 1}, "idempotency_key": "k", "workflow": "nobody"}"""));
        assertEquals(first, again);
        JsonObject turned = new JsonObject("""
                {"workflow": "nobody", "idempotency_key": "l", "payload": {"list": [1, 2]}}""");
        submit(turned.copy());
        turned.getJsonObject("payload").put("list", new JsonArray().add(2).add(1));
        assertEquals(Code.IDEMPOTENCY_MISMATCH, failure(Jobs.SUBMIT, turned).code());
    }

    @Test
    void aKeyThatTheVersionBeforeStoredIsKnownAgain() throws Exception {
        start();
        JsonObject job = job("nobody").put("idempotency_key", "k");
        String id = submit(job.copy());
        TestKernel.get(node().kernel()
                .database()
                .update(
                        Sql.of("update job_keys set fingerprint = #{old} where idempotency_key = 'k'"),
                        Params.of("old", sha256(job.encode()))));
        assertEquals(id, submit(job.copy()));
        JsonObject other = job.copy().put("payload", new JsonObject().put("other", 1));
        assertEquals(Code.IDEMPOTENCY_MISMATCH, failure(Jobs.SUBMIT, other).code());
    }

    private static String sha256(String text) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash);
    }

    @Test
    void listsWalkByCursorWithoutGapOrDouble() throws Exception {
        start();
        var ids = new ArrayList<String>();
        for (int i = 0; i < 25; i++) {
            ids.add(submit(job("nobody" + i % 2)));
        }
        call(Jobs.CANCEL, new JsonObject().put("job_id", ids.get(3)));
        var seen = new ArrayList<String>();
        JsonObject page = new JsonObject();
        do {
            var input = new JsonObject().put("limit", 4);
            if (page.getString("next_cursor") != null) {
                input.put("cursor", page.getString("next_cursor"));
            }
            page = call(Jobs.LIST, input);
            page.getJsonArray("jobs").forEach(job -> seen.add(((JsonObject) job).getString("job_id")));
        } while (page.getBoolean("has_more"));
        assertEquals(ids.reversed(), seen);
        JsonObject filter = new JsonObject().put("state", "cancelled");
        assertEquals(1, call(Jobs.LIST, filter).getJsonArray("jobs").size());
        JsonObject both = new JsonObject().put("state", "queued").put("workflow", "nobody1");
        assertEquals(11, call(Jobs.LIST, both).getJsonArray("jobs").size());
        assertEquals(
                "cursor",
                failure(Jobs.LIST, new JsonObject().put("cursor", "!")).field());
    }

    @Test
    void whatIsOldIsDeletedWithAllThatHangsOnIt() throws Exception {
        start();
        serve(node(), "w", task -> Future.failedFuture(new PermanentFailure("no")));
        String id = submit(job("w").put("callback_url", "https://example.com/hook"));
        awaitStatus(id, "failed");
        call(Jobs.RETRY, new JsonObject().put("job_id", id));
        awaitStatus(id, "failed");
        var retention = new Retention(node().kernel().database(), clock, Duration.ofDays(30));
        assertEquals(0, TestKernel.get(retention.run()));
        clock.advance(Duration.ofDays(31));
        assertEquals(1, TestKernel.get(retention.run()));
        assertEquals(
                Code.NOT_FOUND,
                failure(Jobs.STATUS, new JsonObject().put("job_id", id)).code());
        var left = TestKernel.get(node().kernel().database().query(LEFT, Params.NONE))
                .iterator()
                .next();
        assertEquals(0, left.getLong("n"));
        assertEquals(
                0,
                TestKernel.get(node().kernel().database().query(DELIVERIES, Params.NONE))
                        .size());
    }
}
