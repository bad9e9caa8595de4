package ai.levqor.config;

import java.time.Duration;

/**
 * Connectors: section {@code connectors}. What is about one connector, such as its base URL, is {@code
 * connectors.<name>.url}; see {@link Settings#group}.
 *
 * @param folder of further manifests; empty for none
 * @param timeout of a whole call, its attempts and waits included
 * @param maxAttempts of one request
 * @param maxPages that one call may gather
 * @param maxResponse of a provider, in bytes
 * @param circuitFailures in a row that stop the calls of a credential
 * @param circuitPause how long they stop
 * @param redirectBase where browsers reach this service; empty for where it listens
 */
public record ConnectorsSettings(
        String folder,
        Duration timeout,
        int maxAttempts,
        int maxPages,
        int maxResponse,
        int circuitFailures,
        Duration circuitPause,
        String redirectBase) {
    public ConnectorsSettings {
        Check.section("connectors")
                .range("timeout", timeout, "100ms", "5m")
                .range("max-attempts", maxAttempts, 1, 10)
                .range("max-pages", maxPages, 1, 1_000)
                .range("max-response", maxResponse, 1_024, 16_777_216)
                .range("circuit-failures", circuitFailures, 1, 1_000)
                .range("circuit-pause", circuitPause, "100ms", "1h")
                .done();
    }
}
