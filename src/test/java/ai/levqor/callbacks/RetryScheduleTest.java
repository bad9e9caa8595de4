package ai.levqor.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.security.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryScheduleTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private final RetrySchedule middle = new RetrySchedule(() -> 0.5);

    @Test
    void waitsAsStandardWebhooksSays() {
        long[] seconds = IntStream.rangeClosed(1, 9)
                .mapToLong(attempt -> middle.after(attempt, null).getAsLong() / 1000)
                .toArray();

        assertEquals(
                Arrays.toString(new long[] {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400}),
                Arrays.toString(seconds));
        assertEquals(OptionalLong.empty(), middle.after(10, null));
        assertEquals(OptionalLong.empty(), middle.after(11, Duration.ofSeconds(1)));
    }

    @Test
    void jitterIsATenthEitherWay() {
        assertEquals(4_500, new RetrySchedule(() -> 0).after(1, null).getAsLong());
        assertEquals(5_500, new RetrySchedule(() -> 1).after(1, null).getAsLong());
        var random = new RetrySchedule(new Random(7)::nextDouble);
        long distinct = IntStream.range(0, 1000)
                .mapToLong(i -> random.after(2, null).getAsLong())
                .peek(wait -> assertTrue(wait >= 270_000 && wait <= 330_000, "waits " + wait))
                .distinct()
                .count();
        assertTrue(distinct > 500, distinct + " different waits");
    }

    @Test
    void waitsAsLongAsTheReceiverAsksButADayAtMost() {
        assertEquals(60_000, middle.after(1, Duration.ofMinutes(1)).getAsLong());
        assertEquals(300_000, middle.after(2, Duration.ofMinutes(1)).getAsLong());
        assertEquals(86_400_000, middle.after(1, Duration.ofHours(24)).getAsLong());
        assertEquals(5_000, middle.after(1, Duration.ofHours(25)).getAsLong());
    }

    @Test
    void readsRetryAfter() {
        assertEquals(Duration.ofMinutes(2), RetryAfter.parse(" 120 ", NOW));
        assertEquals(Duration.ofHours(1), RetryAfter.parse("Sun, 01 Nov 2026 13:00:00 GMT", NOW));
        assertNull(RetryAfter.parse("Sun, 01 Nov 2026 11:00:00 GMT", NOW));
        assertNull(RetryAfter.parse(null, NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999999999999", "Mon, 01 Nov 2026 13:00:00 GMT"})
    void ignoresARetryAfterThatIsNone(String header) {
        assertNull(RetryAfter.parse(header, NOW));
    }
}
