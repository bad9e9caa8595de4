package ai.levqor.sql;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Makes UUIDs of version 7 (RFC 9562, section 5.7): ordered by time, so that indexes grow at their end. Within a
 * millisecond a counter of 12 bits keeps the order (section 6.2, method 1).
 */
public final class Uuid7 {
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private long last;
    private int counter;

    /** A source of ids on {@code clock}. */
    public Uuid7(InstantSource clock) {
        this.clock = clock;
    }

    /** The next id; greater than every one before it from this source. */
    public synchronized UUID next() {
        long now = clock.millis();
        if (now > last) {
            last = now;
            counter = random.nextInt(0x800);
        } else if (++counter > 0xfff) {
            last++;
            counter = 0;
        }
        long high = (last << 16) | 0x7000L | counter;
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** The smallest id of a moment, to cut by age. */
    public static UUID floor(long epochMillis) {
        return new UUID((epochMillis << 16) | 0x7000L, 0x8000_0000_0000_0000L);
    }
}
