package ai.levqor.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.callbacks.TestReceiver.Received;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several nodes, and several callbacks at once; the same on every database. */
abstract class SendersContract extends CallbacksCase {
    @Test
    void sendsAgainWhatANodeThatDiedLeft() throws Exception {
        String job = deliver(receiver.url("/hook"));
        TestKernel.get(node().kernel()
                .database()
                .update(
                        Sql.of("update callback_deliveries set attempts = 1, next_at = #{leaseEnd}"),
                        Params.of("leaseEnd", clock.millis() + 40_000)));
        deploy();
        deliver(receiver.url("/other"));
        assertEquals("/other", receiver.next().uri());

        advance(Duration.ofSeconds(41));

        assertEquals("/hook", receiver.next().uri());
        JsonArray attempts = inState("delivered", job).getJsonArray("attempts");
        assertEquals(2, attempts.getJsonObject(0).getInteger("attempt"));
    }

    @Test
    void twoNodesSendEachAttemptOnce() throws Exception {
        TestKernel other = start(Map.of());
        Set<String> jobs = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            jobs.add(deliver(receiver.url("/hook/" + i)));
        }
        receiver.answers(500);
        Future.all(
                        node().vertx().deployVerticle(new CallbacksVerticle(node().kernel()), VIRTUAL),
                        other.vertx().deployVerticle(new CallbacksVerticle(other.kernel()), VIRTUAL))
                .await();
        Set<String> first = receive(60);
        assertEquals(60, first.size());
        for (String job : jobs) {
            after(1, job);
        }

        receiver.answers(200);
        clock.advance(Duration.ofSeconds(6));
        wake();
        other.vertx().eventBus().send("callbacks.wake", null);

        assertEquals(first, receive(60));
        for (String job : jobs) {
            inState("delivered", job);
            assertEquals(2, delivery(job).getJsonArray("attempts").size());
        }
        assertEquals(0, receiver.waiting());
    }

    private Set<String> receive(int messages) throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < messages; i++) {
            assertTrue(ids.add(receiver.next().id()), "sent twice");
        }
        return ids;
    }

    @Test
    void aSlowReceiverHoldsUpNoOther() throws Exception {
        receiver.holds();
        List<String> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            slow.add(deliver(receiver.url("/slow")));
        }
        var quick = new TestReceiver(node().vertx());
        String job = deliver(quick.url("/quick"));

        deploy();

        quick.next();
        inState("delivered", job);
        List<Received> held = new ArrayList<>();
        for (int i = 0; i < InFlight.MAX_PER_ORIGIN; i++) {
            held.add(receiver.next());
        }
        deliver(quick.url("/quick"));
        quick.next();
        assertEquals(0, receiver.waiting(), "more at once than one origin may get");

        receiver.answers(200);
        held.forEach(message -> message.response().end());
        for (String each : slow) {
            inState("delivered", each);
        }
    }

    @Test
    void aNodeThatStopsLetsASendEnd() throws Exception {
        receiver.holds();
        String deployment = deploy();
        String job = deliver(receiver.url("/hook"));
        Received held = receiver.next();
        deliver(receiver.url("/hook"));
        Received second = receiver.next();

        Future<Void> stopped = node().vertx().undeploy(deployment);
        Eventually.await("it takes nothing more", () -> {
            try {
                node().call(Callbacks.LOG, job(job));
                return false;
            } catch (Failure refused) {
                return refused.code() == Code.UNAVAILABLE;
            }
        });
        String late = store(receiver.url("/late"));
        assertFalse(stopped.isComplete());
        held.response().end();
        second.response().end();
        TestKernel.get(stopped);

        TestKernel other = start(Map.of());
        receiver.answers(200);
        deploy(other);
        assertEquals("/late", receiver.next().uri());
        Eventually.await(
                "both are delivered",
                () -> other.call(Callbacks.LOG, job(late))
                        .getJsonArray("deliveries")
                        .getJsonObject(0)
                        .getString("state")
                        .equals("delivered"));
        JsonObject delivery =
                other.call(Callbacks.LOG, job(job)).getJsonArray("deliveries").getJsonObject(0);
        assertEquals("delivered", delivery.getString("state"));
        assertEquals(1, delivery.getJsonArray("attempts").size());
    }
}
