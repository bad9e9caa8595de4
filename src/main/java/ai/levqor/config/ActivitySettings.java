package ai.levqor.config;

import java.time.Duration;

/**
 * What is kept and shown of running jobs: section {@code activity}.
 *
 * @param maxLines log lines of a job
 * @param maxLine characters of a line
 * @param maxEvents events that a job may be sent
 * @param maxEventSize bytes of such an event as JSON
 * @param maxStreams live streams of a process
 * @param maxStreamsPerKey live streams of one API key in a process; without a key, of one address
 * @param heartbeat after how much silence a stream sends a comment
 */
public record ActivitySettings(
        int maxLines,
        int maxLine,
        int maxEvents,
        int maxEventSize,
        int maxStreams,
        int maxStreamsPerKey,
        Duration heartbeat) {
    public ActivitySettings {
        Check.section("activity")
                .range("max-lines", maxLines, 1, 1_000_000)
                .range("max-line", maxLine, 100, 100_000)
                .range("max-events", maxEvents, 1, 1_000_000)
                .range("max-event-size", maxEventSize, 256, 1_048_576)
                .range("max-streams", maxStreams, 1, 100_000)
                .range("max-streams-per-key", maxStreamsPerKey, 1, 100_000)
                .range("heartbeat", heartbeat, "100ms", "5m")
                .done();
    }
}
