package ai.levqor.config;

import java.time.Duration;

/**
 * Signed callbacks: section {@code callbacks}.
 *
 * @param allowPrivate whether receivers may be at addresses that are not public: in development loopback only, in
 *     production loopback and private ranges
 * @param maxRunning callbacks that one node delivers at a time
 * @param disableAfter how long every delivery to a receiver must fail until it is disabled
 * @param secretOverlap how long a replaced signing secret stays valid
 */
public record CallbacksSettings(
        boolean allowPrivate, Duration timeout, int maxRunning, Duration disableAfter, Duration secretOverlap) {
    public CallbacksSettings {
        Check.section("callbacks")
                .range("timeout", timeout, "100ms", "5m")
                .range("max-running", maxRunning, 1, 10_000)
                .range("disable-after", disableAfter, "1m", "365d")
                .range("secret-overlap", secretOverlap, "0s", "365d")
                .done();
    }
}
