package ai.levqor.email;

import ai.levqor.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts and times the attempts at mails that this node makes. */
final class MailMeters {
    private final Map<Outcome.Kind, Counter> attempts = new EnumMap<>(Outcome.Kind.class);
    private final Timer time;

    MailMeters(Metrics metrics) {
        // There from the start: Prometheus cannot see a counter that begins above zero rise.
        for (Outcome.Kind outcome : Outcome.Kind.values()) {
            attempts.put(
                    outcome,
                    metrics.counter(
                            "levqor.mail.attempts",
                            "Attempts to send a mail, by outcome: sent, kept where there is nothing to send with,"
                                    + " retry, or failed for good.",
                            "outcome",
                            outcome.wire()));
        }
        time = metrics.timer(
                "levqor.mail.duration", "Time that the mail server or provider took to take a mail, or to fail.");
    }

    void ended(Outcome outcome, long millis) {
        Counter counter = attempts.get(outcome.kind());
        if (counter != null) {
            counter.increment();
        }
        time.record(millis, TimeUnit.MILLISECONDS);
    }
}
