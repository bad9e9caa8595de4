package ai.levqor.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Code;
import ai.levqor.callbacks.TestReceiver.Received;
import ai.levqor.jobs.JobsVerticle;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is sent, and how its outcome is told; the same on every database. */
abstract class DeliveryContract extends CallbacksCase {
    @Test
    void sendsTheStoredBodyAndLogsTheAttempt() throws Exception {
        deploy();

        String job = deliver(receiver.url("/hook?token=s3cret"));

        Received received = receiver.next();
        assertEquals("POST", received.method());
        assertEquals("/hook?token=s3cret", received.uri());
        assertEquals("application/json", received.header("content-type"));
        assertEquals(BODY, received.body());
        JsonObject delivery = inState("delivered", job);
        assertEquals(received.id(), delivery.getString("message_id"));
        assertTrue(received.id().matches("msg_[0-9a-f]{32}"), received.id());
        assertEquals(receiver.url("/hook"), delivery.getString("url"));
        assertNull(delivery.getValue("next_attempt_at"));
        JsonObject attempt = delivery.getJsonArray("attempts").getJsonObject(0);
        assertEquals(1, attempt.getInteger("attempt"));
        assertEquals(204, attempt.getInteger("status"));
        assertEquals(clock.millis() / 1000.0, attempt.getDouble("at"));
        assertNull(attempt.getValue("error"));
        assertEquals(
                new JsonObject()
                        .put("url", receiver.url("/hook"))
                        .put("origin", receiver.url(""))
                        .put("state", "enabled")
                        .putNull("failing_since")
                        .putNull("disabled_at")
                        .putNull("reason"),
                endpoint());
    }

    @Test
    void sendsWhatWasStoredBeforeItStarted() throws Exception {
        deliver(receiver.url("/hook"));

        deploy();

        assertEquals(BODY, receiver.next().body());
    }

    @Test
    void aRedirectIsAFailureAndNotFollowed() throws Exception {
        receiver.answers((message, response) -> response.setStatusCode(302)
                .putHeader("Location", receiver.url("/elsewhere"))
                .end());
        deploy();

        String job = deliver(receiver.url("/hook"));

        JsonObject attempt = after(1, job).getJsonArray("attempts").getJsonObject(0);
        assertEquals(302, attempt.getInteger("status"));
        assertEquals("The receiver answered 302, a redirect; redirects are not followed.", attempt.getString("error"));
        assertEquals("/hook", receiver.next().uri());
        assertEquals(0, receiver.waiting());
    }

    @Test
    void anAnswerWithoutEndIsCutByTheTimeLimit() throws Exception {
        var node = start(Map.of("LEVQOR_CALLBACKS_TIMEOUT", "300ms"));
        nodes.remove(node);
        nodes.addFirst(node);
        receiver.answers((message, response) -> {
            response.setChunked(true).write("x");
            var drip = node.vertx().setPeriodic(20, none -> response.write("x"));
            response.closeHandler(none -> node.vertx().cancelTimer(drip));
        });
        deploy();

        String job = deliver(receiver.url("/hook"));

        JsonObject attempt = after(1, job).getJsonArray("attempts").getJsonObject(0);
        assertNull(attempt.getValue("status"));
        assertTrue(attempt.getString("error").contains("no whole answer within"), attempt.encode());
    }

    @Test
    void aUrlThatCannotBeCalledFailsAtOnceAndItsPasswordStaysHidden() throws Exception {
        deploy();

        String job = deliver("http://user:pa55word@127.0.0.1:9999/hook");

        JsonObject delivery = inState("failed", job);
        assertEquals("http://127.0.0.1:9999/hook", delivery.getString("url"));
        assertEquals(1, delivery.getJsonArray("attempts").size());
        assertFalse((delivery.encode() + endpoint().encode()).contains("pa55word"));
    }

    @Test
    void anAddressInsideTheNetworkIsRefusedAndTriedAgain() throws Exception {
        deploy();

        JsonObject delivery = after(1, deliver("http://10.0.0.1/hook"));

        assertEquals("pending", delivery.getString("state"));
        JsonObject attempt = delivery.getJsonArray("attempts").getJsonObject(0);
        assertNull(attempt.getValue("status"));
        assertTrue(attempt.getString("error").contains("10.0.0.1"), attempt.encode());
    }

    @Test
    void knowsNoCallbackOfAnotherJob() throws Exception {
        deploy();
        node().deploy(new JobsVerticle(node().kernel()));
        String unknown = ids.next().toString();

        assertEquals(Code.NOT_FOUND, failure(() -> replay(unknown)).code());
        assertEquals(Code.NOT_FOUND, failure(() -> deliveries(unknown)).code());
        assertEquals(Code.NOT_FOUND, failure(() -> deliveries("no-id")).code());
        assertEquals(
                Code.NOT_FOUND, failure(() -> enable("http://unknown.test/")).code());
    }
}
