package ai.levqor.callbacks;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a callback is tried again: the schedule that Standard Webhooks 1.0 recommends, a little more than three days in
 * all. Every wait is up to a tenth longer or shorter, so that receivers that failed together are not called together.
 */
final class RetrySchedule {
    /** What a receiver may ask for with Retry-After; a longer wait is ignored. */
    static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

    /** The waits before the second, the third, … attempt. */
    static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    private static final double JITTER = 0.1;

    private final DoubleSupplier random;

    /** A schedule whose jitter comes from {@code random}: numbers from 0 up to 1. */
    RetrySchedule(DoubleSupplier random) {
        this.random = random;
    }

    /** Milliseconds to wait after attempt number {@code attempt} failed, or nothing when it was the last. */
    OptionalLong after(int attempt, @Nullable Duration retryAfter) {
        if (attempt > WAITS.size()) {
            return OptionalLong.empty();
        }
        double factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
        long wait = Math.round(WAITS.get(attempt - 1).toMillis() * factor);
        return OptionalLong.of(
                retryAfter == null || retryAfter.compareTo(MAX_RETRY_AFTER) > 0
                        ? wait
                        : Math.max(wait, retryAfter.toMillis()));
    }
}
