package ai.levqor.callbacks;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.callbacks.TestReceiver.Received;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How callbacks are signed while secrets come and go, the same on both databases. */
abstract class SecretsContract extends CallbacksCase {
    @Test
    void aReceiverVerifiesTheSignatureWithTheSecret() throws Exception {
        deploy();
        String secret = secrets(node()).getFirst();

        deliver(receiver.url("/hook"));

        Received received = receiver.next();
        assertDoesNotThrow(() -> verify(secret, received));
        String wrong = TestKernel.SECRET.callbackSecret(99);
        assertThrows(WebhookVerificationException.class, () -> verify(wrong, received));
    }

    @Test
    void signsWithBothWhileTheyOverlapAndThenWithTheNewOne() throws Exception {
        deploy();
        String old = secrets(node()).getFirst();

        JsonArray rotated = node().call(Callbacks.ROTATE, new JsonObject()).getJsonArray("secrets");

        assertEquals(2, rotated.size());
        String fresh = rotated.getJsonObject(0).getString("secret");
        assertNull(rotated.getJsonObject(0).getValue("expires_at"));
        assertEquals(old, rotated.getJsonObject(1).getString("secret"));
        assertEquals(
                clock.instant().plus(Duration.ofHours(24)).getEpochSecond(),
                rotated.getJsonObject(1).getLong("expires_at"));
        deliver(receiver.url("/hook"));
        Received both = receiver.next();
        assertEquals(2, signatures(both));
        assertDoesNotThrow(() -> verify(old, both));
        assertDoesNotThrow(() -> verify(fresh, both));

        clock.advance(Duration.ofHours(24));
        deliver(receiver.url("/hook"));

        Received one = receiver.next();
        assertEquals(1, signatures(one));
        assertEquals(List.of(fresh), secrets(node()));
    }

    @Test
    void aNodeThatDidNotHearOfARotationReadsItWithinAMinute() throws Exception {
        TestKernel other = start(Map.of());
        deploy();
        deliver(receiver.url("/hook"));
        assertEquals(1, signatures(receiver.next()));
        deploy(other); // not clustered: its news does not reach the first node

        other.call(Callbacks.ROTATE, new JsonObject());
        clock.advance(Duration.ofMinutes(1));
        deliver(receiver.url("/hook"));

        assertEquals(2, signatures(receiver.next()));
    }

    @Test
    void nodesThatNeedTheFirstSecretAtOnceAgree() throws Exception {
        TestKernel other = start(Map.of());
        deploy();
        deploy(other);

        Future<JsonObject> here = ask(node());
        Future<JsonObject> there = ask(other);

        assertEquals(1, TestKernel.get(here).getJsonArray("secrets").size());
        assertEquals(TestKernel.get(here), TestKernel.get(there));
    }

    private static Future<JsonObject> ask(TestKernel node) {
        return node.kernel().bus().call(Callbacks.SECRETS, new JsonObject(), Caller.SYSTEM);
    }

    private static List<String> secrets(TestKernel node) throws Exception {
        return TestKernel.get(ask(node)).getJsonArray("secrets").stream()
                .map(secret -> ((JsonObject) secret).getString("secret"))
                .toList();
    }

    private static int signatures(Received received) {
        return received.header("webhook-signature").split(" ", -1).length;
    }

    private static void verify(String secret, Received received) throws Exception {
        Map<String, List<String>> headers = Map.of(
                "webhook-id", List.of(received.id()),
                "webhook-timestamp", List.of(received.header("webhook-timestamp")),
                "webhook-signature", List.of(received.header("webhook-signature")));
        new Webhook(secret).verify(received.body(), HttpHeaders.of(headers, (name, value) -> true));
    }
}
