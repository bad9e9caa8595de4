package ai.levqor.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Code;
import ai.levqor.callbacks.TestReceiver.Received;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

/** When a callback is sent again, by itself and by hand; the same on every database. */
abstract class RepetitionContract extends CallbacksCase {
    @Test
    void triesAgainAtTheSchedule() throws Exception {
        receiver.answers(503);
        deploy();
        String job = deliver(receiver.url("/hook"));
        Received first = receiver.next();
        JsonObject delivery = after(1, job);
        assertEquals("pending", delivery.getString("state"));
        assertEquals(
                "The receiver answered 503.",
                delivery.getJsonArray("attempts").getJsonObject(0).getString("error"));

        advance(Duration.ofMillis(4_400)); // a tenth less than 5 s is the earliest
        after(1, deliver(receiver.url("/other"))); // proves that the node has looked
        assertEquals("/other", receiver.next().uri());
        assertEquals(0, receiver.waiting(), "sent before it was due");

        advance(Duration.ofMillis(1_200));

        Received second = receiver.next();
        assertEquals("/hook", second.uri());
        assertEquals(first.id(), second.id());
        assertEquals(first.body(), second.body());
        after(2, job);
    }

    @Test
    void theLastAttemptEndsItAndEachComesAtItsTime() throws Exception {
        receiver.answers(500);
        deploy();
        String job = deliver(receiver.url("/hook"));
        JsonObject delivery = after(1, job);
        for (int attempt = 1; attempt <= RetrySchedule.WAITS.size(); attempt++) {
            assertEquals("pending", delivery.getString("state"));
            long wait = delivery.getLong("next_attempt_at") * 1000 - clock.millis();
            long expected = RetrySchedule.WAITS.get(attempt - 1).toMillis();
            assertTrue(
                    wait >= expected * 0.9 - 1000 && wait <= expected * 1.1,
                    "attempt " + (attempt + 1) + " is due after " + wait);
            advance(Duration.ofMillis(wait + 1000));
            delivery = after(attempt + 1, job);
        }
        assertEquals("failed", delivery.getString("state"));
        assertNull(delivery.getValue("next_attempt_at"));
        assertEquals("enabled", endpoint().getString("state"), "the schedule is shorter than five days");

        receiver.answers(200);
        replay(job);
        assertEquals(11, inState("delivered", job).getJsonArray("attempts").size());
    }

    @Test
    void honoursRetryAfterInSecondsAndAsADate() throws Exception {
        receiver.answers((message, response) -> {
            String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    clock.instant().plusSeconds(7200).atOffset(ZoneOffset.UTC));
            response.setStatusCode(429)
                    .putHeader("Retry-After", message.uri().equals("/date") ? date : "3600")
                    .end();
        });
        deploy();

        long seconds = after(1, deliver(receiver.url("/seconds"))).getLong("next_attempt_at");
        long date = after(1, deliver(receiver.url("/date"))).getLong("next_attempt_at");

        assertEquals(clock.instant().getEpochSecond() + 3600, seconds);
        assertEquals(clock.instant().getEpochSecond() + 7200, date);
    }

    @Test
    void replaysWithTheSameMessageIdAndGoesOnCounting() throws Exception {
        deploy();
        String job = deliver(receiver.url("/hook"));
        String id = receiver.next().id();
        inState("delivered", job);

        JsonObject answer = replay(job);

        assertEquals("pending", answer.getString("state"));
        assertEquals(id, answer.getString("message_id"));
        assertEquals(id, receiver.next().id());
        JsonArray attempts = after(2, job).getJsonArray("attempts");
        assertEquals(2, attempts.getJsonObject(1).getInteger("attempt"));
    }

    @Test
    void refusesToReplayWhatIsUnderWayOrDue() throws Exception {
        receiver.holds();
        deploy();
        String job = deliver(receiver.url("/hook"));
        Received held = receiver.next();

        assertEquals(Code.CONFLICT, failure(() -> replay(job)).code());
        assertNull(delivery(job).getValue("next_attempt_at"));

        held.response().end();
        inState("delivered", job);
        receiver.answers(200);
        replay(job);
        after(2, job);
    }
}
