package ai.levqor.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestKernel;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Receivers that fail for long are spared, the same on every database. */
abstract class EndpointsContract extends CallbacksCase {
    @Test
    void anEndpointThatNothingIsSentToIsForgottenWithTheJobs() throws Exception {
        deploy();
        var retention = new EndpointRetention(node().kernel().database(), clock, Duration.ofDays(30));
        inState("delivered", deliver(receiver.url("/once")));
        receiver.answers(410);
        inState("disabled", deliver(receiver.url("/gone")));
        receiver.answers(200);
        inState("delivered", deliver(receiver.url("/still")));
        clock.advance(Duration.ofDays(29));
        inState("delivered", deliver(receiver.url("/still")));
        inState("disabled", deliver(receiver.url("/gone")));
        clock.advance(Duration.ofDays(2));

        TestKernel.get(retention.run());

        assertEquals(List.of(receiver.url("/gone"), receiver.url("/still")), endpoints());
        clock.advance(Duration.ofDays(30));
        TestKernel.get(retention.run());
        assertEquals(List.of(), endpoints());
    }

    private List<String> endpoints() throws Exception {
        return node().call(Callbacks.ENDPOINTS, new JsonObject()).getJsonArray("endpoints").stream()
                .map(endpoint -> ((JsonObject) endpoint).getString("url"))
                .sorted()
                .toList();
    }

    @Test
    void aReceiverThatIsGoneGetsNothingUntilItIsEnabled() throws Exception {
        receiver.answers(410);
        deploy();
        String first = deliver(receiver.url("/hook?a=1"));
        receiver.next();
        inState("disabled", first);
        JsonObject gone = endpoint();
        assertEquals("disabled", gone.getString("state"));
        assertEquals("It answered 410 (gone).", gone.getString("reason"));

        String second = deliver(receiver.url("/hook?a=2"));
        JsonObject withheld = inState("disabled", second);
        assertEquals(new JsonArray(), withheld.getJsonArray("attempts"));
        assertEquals(0, receiver.waiting());

        receiver.answers(200);
        assertEquals("enabled", enable(receiver.url("/hook")).getString("state"));

        inState("delivered", first);
        inState("delivered", second);
        assertNull(endpoint().getValue("failing_since"));
    }

    @Test
    void aReceiverThatAlwaysFailsIsDisabledAfterFiveDays() throws Exception {
        receiver.answers(500);
        deploy();
        String first = deliver(receiver.url("/hook"));
        after(1, first);
        long since = endpoint().getLong("failing_since");
        assertEquals(clock.instant().getEpochSecond(), since);

        advance(Duration.ofDays(5).minusSeconds(1));
        after(2, first);
        assertEquals("enabled", endpoint().getString("state"));
        clock.advance(Duration.ofSeconds(1));
        String second = deliver(receiver.url("/hook"));

        inState("disabled", second);
        JsonObject disabled = endpoint();
        assertEquals("disabled", disabled.getString("state"));
        assertEquals(since, disabled.getLong("failing_since"));
        assertEquals(
                "Every attempt since " + Instant.ofEpochSecond(since) + " has failed.", disabled.getString("reason"));

        receiver.answers(200);
        enable(receiver.url("/hook"));
        inState("delivered", second);
        advance(Duration.ofMinutes(6));
        inState("delivered", first);
    }

    @Test
    void aSuccessEndsTheFailing() throws Exception {
        receiver.answers(500);
        deploy();
        String job = deliver(receiver.url("/hook"));
        after(1, job);
        receiver.answers(200);

        advance(Duration.ofSeconds(6));

        inState("delivered", job);
        assertNull(endpoint().getValue("failing_since"));
    }

    @Test
    void listsEndpointsPageByPage() throws Exception {
        deploy();
        for (String path : List.of("/c", "/a", "/b")) {
            inState("delivered", deliver(receiver.url(path)));
        }

        JsonObject first = node().call(Callbacks.ENDPOINTS, new JsonObject().put("limit", 2));
        JsonObject second = node().call(
                        Callbacks.ENDPOINTS,
                        new JsonObject().put("limit", 2).put("cursor", first.getString("next_cursor")));

        assertTrue(first.getBoolean("has_more"));
        assertEquals(List.of(receiver.url("/a"), receiver.url("/b")), urls(first));
        assertFalse(second.getBoolean("has_more"));
        assertEquals(List.of(receiver.url("/c")), urls(second));
    }

    private static List<String> urls(JsonObject page) {
        return page.getJsonArray("endpoints").stream()
                .map(endpoint -> ((JsonObject) endpoint).getString("url"))
                .toList();
    }
}
