package ai.levqor.connectors;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one credential at one connector: how much it called, how often in a row that failed, until when
 * the provider wants no call, and the token that it got last.
 */
final class Guard {
    private final InstantSource clock;
    private final int failuresToOpen;
    private final Duration pause;
    private final Map<String, Bucket> buckets = new HashMap<>();
    private int failures;
    private long closedUntil;
    private boolean trial;
    private @Nullable Credentials renewed;

    Guard(InstantSource clock, int failuresToOpen, Duration pause) {
        this.clock = clock;
        this.failuresToOpen = failuresToOpen;
        this.pause = pause;
    }

    /** How long no call may be made, for the circuit is open or the provider asked for it; zero lets this one through. */
    synchronized Duration closed() {
        long left = closedUntil - clock.millis();
        if (left > 0) {
            return Duration.ofMillis(left);
        }
        if (failures >= failuresToOpen) {
            if (trial) {
                return Duration.ofSeconds(1); // one call at a time finds out
            }
            trial = true;
        }
        return Duration.ZERO;
    }

    /** Takes a request from what {@code rule} allows under {@code name}; answers how long it must wait. */
    Duration take(String name, RateRule rule) {
        Bucket bucket;
        synchronized (this) {
            bucket = buckets.computeIfAbsent(
                    name,
                    none -> Bucket.builder()
                            .addLimit(Bandwidth.builder()
                                    .capacity(rule.requests())
                                    .refillGreedy(rule.requests(), rule.period())
                                    .build())
                            .build());
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    /** The provider answered, even if with a refusal. */
    synchronized void succeeded() {
        failures = 0;
        trial = false;
    }

    /** The provider failed, or wants no call for {@code error}'s time. */
    synchronized void failed(ProviderError error) {
        trial = false;
        Duration wait = error.retryAfter();
        if (error.limited()) {
            if (wait != null) {
                closedUntil = Math.max(closedUntil, clock.millis() + wait.toMillis());
            }
            return; // it works, only not now
        }
        failures++;
        if (failures >= failuresToOpen) {
            closedUntil = clock.millis() + (wait == null ? pause : wait).toMillis();
        }
    }

    /** Whether the circuit is open by failures, not by what the provider asked for. */
    synchronized boolean open() {
        return failures >= failuresToOpen;
    }

    /** The credentials that a refresh gave, which came with a call and are stored nowhere else. */
    synchronized @Nullable Credentials renewed() {
        return renewed;
    }

    synchronized void renewed(Credentials credentials) {
        renewed = credentials;
    }
}
