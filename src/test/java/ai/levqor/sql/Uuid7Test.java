package ai.levqor.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class Uuid7Test {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:00Z"));
    private final Uuid7 ids = new Uuid7(clock);

    @Test
    void isOfVersion7AndCarriesItsTime() {
        UUID id = ids.next();
        assertEquals(7, id.version());
        assertEquals(2, id.variant());
        assertEquals(clock.millis(), id.getMostSignificantBits() >>> 16);
    }

    @Test
    void growsWithinAMillisecondAndWhenTheClockGoesBack() {
        String last = "";
        for (int i = 0; i < 20_000; i++) {
            if (i == 10_000) {
                clock.advance(Duration.ofSeconds(-5));
            }
            String next = ids.next().toString();
            assertTrue(next.compareTo(last) > 0, next);
            last = next;
        }
    }

    @Test
    void theFloorOfAMomentIsBelowItsIds() {
        assertTrue(Uuid7.floor(clock.millis()).toString().compareTo(ids.next().toString()) <= 0);
        assertTrue(
                Uuid7.floor(clock.millis() + 1).toString().compareTo(ids.next().toString()) > 0);
    }
}
