package ai.levqor.config;

import java.time.Duration;

/**
 * The event bus: section {@code bus}.
 *
 * @param maxInFlight messages that one verticle instance handles at a time
 * @param idempotencyRetention how long the answer of a write with an idempotency key is kept
 */
public record BusSettings(int maxInFlight, Duration requestTimeout, Duration idempotencyRetention) {
    public BusSettings {
        Check.section("bus")
                .range("max-in-flight", maxInFlight, 1, 1_000_000)
                .range("request-timeout", requestTimeout, "100ms", "1h")
                .range("idempotency-retention", idempotencyRetention, "1m", "30d")
                .done();
    }
}
