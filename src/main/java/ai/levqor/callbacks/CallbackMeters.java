package ai.levqor.callbacks;

import ai.levqor.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Counts and times what this node delivers. */
final class CallbackMeters {
    private final Counter delivered;
    private final Counter failed;
    private final Timer time;

    CallbackMeters(Metrics metrics) {
        delivered = attempts(metrics, "delivered");
        failed = attempts(metrics, "failed");
        time = metrics.timer("levqor.callback.duration", "Time that the receiver took to answer, or to fail.");
    }

    private static Counter attempts(Metrics metrics, String outcome) {
        return metrics.counter(
                "levqor.callback.attempts",
                "Attempts to deliver a callback, by outcome: delivered or failed.",
                "outcome",
                outcome);
    }

    void ended(Attempt attempt) {
        (attempt.delivered() ? delivered : failed).increment();
        time.record(attempt.durationMs(), TimeUnit.MILLISECONDS);
    }
}
