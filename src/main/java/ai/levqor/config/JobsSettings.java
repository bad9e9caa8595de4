package ai.levqor.config;

import java.time.Duration;

/**
 * Jobs: section {@code jobs}.
 *
 * @param maxRunning jobs that one node runs at a time
 * @param maxPayload bytes
 * @param maxWaiting submissions that wait for their commit
 */
public record JobsSettings(
        int maxRunning,
        int claimBatch,
        Duration pollInterval,
        Duration heartbeatInterval,
        Duration lease,
        Duration defaultTimeout,
        Duration maxTimeout,
        int defaultMaxAttempts,
        Duration backoffBase,
        Duration backoffMax,
        Duration retention,
        Duration retentionInterval,
        int maxBatch,
        int maxPayload,
        int maxWaiting) {
    public JobsSettings {
        Check.section("jobs")
                .range("max-running", maxRunning, 1, 100_000)
                .range("claim-batch", claimBatch, 1, 10_000)
                .range("poll-interval", pollInterval, "10ms", "1m")
                .range("heartbeat-interval", heartbeatInterval, "100ms", "1m")
                .range("lease", lease, "300ms", "1h")
                .that(
                        heartbeatInterval.multipliedBy(3).compareTo(lease) <= 0,
                        "heartbeat-interval",
                        DurationText.format(heartbeatInterval),
                        "at most a third of jobs.lease (" + DurationText.format(lease)
                                + "), so that one late heartbeat loses no job")
                .range("default-timeout", defaultTimeout, "100ms", "30d")
                .range("max-timeout", maxTimeout, "100ms", "30d")
                .that(
                        defaultTimeout.compareTo(maxTimeout) <= 0,
                        "default-timeout",
                        DurationText.format(defaultTimeout),
                        "at most jobs.max-timeout (" + DurationText.format(maxTimeout) + ")")
                .range("default-max-attempts", defaultMaxAttempts, 1, 100)
                .range("backoff-base", backoffBase, "1ms", "1d")
                .range("backoff-max", backoffMax, "1ms", "30d")
                .that(
                        backoffBase.compareTo(backoffMax) <= 0,
                        "backoff-base",
                        DurationText.format(backoffBase),
                        "at most jobs.backoff-max (" + DurationText.format(backoffMax) + ")")
                .range("retention", retention, "1m", "3650d")
                .range("retention-interval", retentionInterval, "1s", "1d")
                .range("max-batch", maxBatch, 1, 10_000)
                .range("max-payload", maxPayload, 1_024, 16_777_216)
                .range("max-waiting", maxWaiting, 1, 1_000_000)
                .done();
    }
}
