package ai.levqor.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which job starts and which is held back: priorities, pauses, limits; the same on every database. */
abstract class LimitsContract extends JobsCase {
    private static final Sql PAUSE = Sql.of("insert into queues (workflow, paused) values (#{workflow}, 1)");

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
    void aWorkflowWithoutPauseAndLimitIsForgotten() throws Exception {
        start();
        JsonObject w = new JsonObject().put("workflow", "w");
        call(Jobs.PAUSE, w.copy());
        call(Jobs.LIMIT, w.copy().put("max_running", 1));
        assertEquals(
                1, call(Jobs.QUEUES, new JsonObject()).getJsonArray("queues").size());
        JsonObject resumed = call(Jobs.RESUME, w.copy());
        assertEquals(1, resumed.getJsonObject("limits").getInteger("max_running"));
        assertEquals(
                1, call(Jobs.QUEUES, new JsonObject()).getJsonArray("queues").size());
        call(Jobs.LIMIT, w.copy());
        assertEquals(
                0, call(Jobs.QUEUES, new JsonObject()).getJsonArray("queues").size());
        TestKernel.get(
                node().kernel().database().update(Sql.of("insert into queues (workflow) values ('old')"), Params.NONE));
        call(Jobs.PAUSE, w.copy());
        TestKernel.get(new Retention(node().kernel().database(), clock, Duration.ofDays(30)).run());
        assertEquals(
                "w",
                call(Jobs.QUEUES, new JsonObject())
                        .getJsonArray("queues")
                        .getJsonObject(0)
                        .getString("workflow"));
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
}
