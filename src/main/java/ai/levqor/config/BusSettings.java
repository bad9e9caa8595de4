package ai.levqor.config;

import java.time.Duration;

/**
 * The event bus: section {@code bus}.
 *
 * @param maxInFlight messages that one verticle instance handles at a time
 */
public record BusSettings(int maxInFlight, Duration requestTimeout) {
    public BusSettings {
        Check.section("bus")
                .range("max-in-flight", maxInFlight, 1, 1_000_000)
                .range("request-timeout", requestTimeout, "100ms", "1h")
                .done();
    }
}
