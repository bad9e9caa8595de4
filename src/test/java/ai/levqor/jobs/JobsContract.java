package ai.levqor.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import ai.levqor.workers.Workers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a job lives, the same on every database. */
abstract class JobsContract extends JobsCase {
    private static final Sql DELIVERIES = Sql.of("select url, body from callback_deliveries");
    private static final Sql STRAY = Sql.of("""
            update jobs set state = 'running', node = #{node}, attempt = 1, started_at = #{at} where id = #{id}
            """);
    private static final Sql PAUSE = Sql.of("insert into queues (workflow, paused) values (#{workflow}, 1)");
    private static final Sql LEFT =
            Sql.of("select (select count(*) from finished_jobs) + (select count(*) from job_events) as n");

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
        assertFalse(served("w"));
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
    void prioritiesAreStrictAndTimeOrdersWithin() throws Exception {
        start("LEVQOR_JOBS_MAX_RUNNING", "1");
        var order = new ConcurrentLinkedQueue<String>();
        call(Jobs.PAUSE, new JsonObject().put("workflow", "w"));
        List<String> names = List.of("low 1", "normal 1", "high 1", "low 2", "normal 2", "high 2");
        for (String name : names) {
            submit(job("w").put("payload", new JsonObject().put("name", name))
                    .put("priority", name.substring(0, name.indexOf(' '))));
            clock.advance(Duration.ofMillis(1));
        }
        serve(node(), "w", task -> {
            order.add(task.payload().getString("name"));
            return Future.succeededFuture(new JsonObject());
        });
        call(Jobs.RESUME, new JsonObject().put("workflow", "w"));
        Eventually.await("all ran", () -> order.size() == names.size());
        assertEquals(List.of("high 1", "high 2", "normal 1", "normal 2", "low 1", "low 2"), List.copyOf(order));
    }

    @Test
    void aPausedWorkflowStartsNothingOnAnyNode() throws Exception {
        start();
        start();
        var started = new AtomicInteger();
        for (TestKernel node : nodes) {
            serve(node, "w", task -> {
                started.incrementAndGet();
                return Future.succeededFuture(new JsonObject());
            });
        }
        assertTrue(call(Jobs.PAUSE, new JsonObject().put("workflow", "w")).getBoolean("paused"));
        String id = submit(job("w"));
        nodes.get(1).call(Jobs.SUBMIT, job("w"));
        String other = submit(job("nobody"));
        Eventually.await("the lanes were looked at", () -> reason(other).equals("no_worker"));
        assertEquals("paused", reason(id));
        assertEquals(0, started.get());
        call(Jobs.RESUME, new JsonObject().put("workflow", "w"));
        Eventually.await("both ran", () -> started.get() == 2);
    }

    @Test
    void aPauseThatNoNodeHasHeardOfYetHoldsBackWhatCouldStartAtOnce() throws Exception {
        start();
        var started = new ConcurrentLinkedQueue<String>();
        serve(node(), "w", task -> {
            started.add(task.jobId());
            return Future.succeededFuture(new JsonObject());
        });
        awaitStatus(submit(job("w")), "succeeded"); // so the next one would start with the commit that stores it
        TestKernel.get(node().kernel().database().update(PAUSE, Params.of("workflow", "w")));
        String id = submit(job("w"));
        assertEquals("paused", reason(id));
        assertEquals(1, started.size());
        call(Jobs.RESUME, new JsonObject().put("workflow", "w"));
        awaitStatus(id, "succeeded");
    }

    @Test
    void aConcurrencyLimitHoldsExactlyOverTwoNodes() throws Exception {
        start();
        start();
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var done = new AtomicInteger();
        call(Jobs.LIMIT, new JsonObject().put("workflow", "w").put("max_running", 3));
        for (TestKernel node : nodes) {
            serve(node, "w", task -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                return node.vertx().timer(5).map(none -> {
                    running.decrementAndGet();
                    done.incrementAndGet();
                    return new JsonObject();
                });
            });
        }
        for (int i = 0; i < 30; i++) {
            nodes.get(i % 2).call(Jobs.SUBMIT, job("w"));
        }
        Eventually.await("all ran", () -> done.get() == 30);
        assertTrue(most.get() <= 3, "at most 3 at once, not " + most);
    }

    @Test
    void aLimitPerKeyHoldsBackOnlyThatKey() throws Exception {
        start();
        BlockingQueue<Promise<JsonObject>> running = new LinkedBlockingQueue<>();
        serve(node(), "w", task -> {
            if (!task.payload().getBoolean("block", false)) {
                return Future.succeededFuture(new JsonObject());
            }
            Promise<JsonObject> promise = Promise.promise();
            running.add(promise);
            return promise.future();
        });
        call(Jobs.LIMIT, new JsonObject().put("workflow", "w").put("max_running_per_key", 1));
        var blocking = job("w").put("concurrency_key", "a").put("payload", new JsonObject().put("block", true));
        submit(blocking.copy());
        Promise<JsonObject> first = running.poll(10, TimeUnit.SECONDS);
        String held = submit(blocking.copy());
        awaitStatus(submit(job("w").put("concurrency_key", "b")), "succeeded");
        awaitStatus(submit(job("w")), "succeeded");
        assertEquals("concurrency_limit", reason(held));
        first.complete(new JsonObject());
        running.poll(10, TimeUnit.SECONDS).complete(new JsonObject());
        awaitStatus(held, "succeeded");
    }

    @Test
    void aRateLimitLetsItsNumberStartAndTheRestLater() throws Exception {
        start();
        var started = new AtomicInteger();
        serve(node(), "w", task -> {
            started.incrementAndGet();
            return Future.succeededFuture(new JsonObject());
        });
        call(Jobs.LIMIT, new JsonObject().put("workflow", "w").put("rate", 2).put("rate_period_ms", 60_000));
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.add(submit(job("w")));
        }
        Eventually.await(
                "two started and the next is held",
                () -> started.get() == 2
                        && ids.stream().anyMatch(id -> quietly(id).equals("rate_limit")));
        clock.advance(Duration.ofSeconds(31));
        Eventually.await("a third started", () -> started.get() == 3);
        clock.advance(Duration.ofSeconds(60));
        Eventually.await("all started", () -> started.get() == 5);
    }

    private String quietly(String id) {
        try {
            return reason(id);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

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
    void aScheduleMakesOneJobATimeOverTwoNodesAndOneAfterAnOutage() throws Exception {
        start();
        var made = new ConcurrentLinkedQueue<String>();
        serve(node(), "w", task -> {
            made.add(task.jobId());
            return Future.succeededFuture(new JsonObject());
        });
        JsonObject schedule = new JsonObject()
                .put("name", "nightly")
                .put("cron", "0 * * * *")
                .put("workflow", "w")
                .put("payload", new JsonObject());
        assertEquals(
                clock.millis() / 1000 + 3600,
                call(Jobs.SCHEDULE, schedule.copy()).getLong("next_run_at"));
        close();
        nodes.clear();
        clock.advance(Duration.ofHours(5));
        start();
        start();
        for (TestKernel node : nodes) {
            serve(node, "w", task -> {
                made.add(task.jobId());
                return Future.succeededFuture(new JsonObject());
            });
        }
        Eventually.await("the missed times made one job", () -> made.size() == 1);
        JsonObject listed =
                call(Jobs.SCHEDULES, new JsonObject()).getJsonArray("schedules").getJsonObject(0);
        assertEquals(made.peek(), listed.getString("last_job_id"));
        assertEquals(clock.millis() / 1000 + 3600, listed.getLong("next_run_at"));
        assertEquals(
                "cron",
                failure(Jobs.SCHEDULE, schedule.copy().put("cron", "61 * * * *"))
                        .field());
        assertEquals(
                "time_zone",
                failure(Jobs.SCHEDULE, schedule.copy().put("time_zone", "Mars/Base"))
                        .field());
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

    @Test
    void aScheduleHoldsWhatASubmissionMust() throws Exception {
        start();
        JsonObject schedule = new JsonObject()
                .put("name", "bad")
                .put("cron", "* * * * *")
                .put("workflow", "w")
                .put("payload", new JsonObject())
                .put("callback_url", "https://user:pw@example.com/x");
        assertEquals("callback_url", failure(Jobs.SCHEDULE, schedule).field());
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
