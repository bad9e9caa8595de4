package ai.levqor.metrics;

import ai.levqor.bus.Code;
import ai.levqor.bus.Meters;
import ai.levqor.bus.Operation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Counts an operation's calls by outcome and times them. */
public final class CallMeters implements Meters {
    private final Metrics metrics;

    /** Meters among {@code metrics}. */
    public CallMeters(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public Meter of(Operation operation) {
        return new Calls(metrics, operation.name());
    }

    private static final class Calls implements Meter {
        private final Metrics metrics;
        private final String operation;
        private final Timer time;
        private final Counter ok;
        private final Map<Code, Counter> failures = new ConcurrentHashMap<>();

        Calls(Metrics metrics, String operation) {
            this.metrics = metrics;
            this.operation = operation;
            this.time = metrics.timer(
                    "levqor.bus.call.duration",
                    "Time from the message's arrival to the reply, by operation.",
                    "operation",
                    operation);
            this.ok = counter("ok");
        }

        private Counter counter(String outcome) {
            return metrics.counter(
                    "levqor.bus.calls",
                    "Calls of operations over the event bus, by outcome: ok or the failure's code.",
                    "operation",
                    operation,
                    "outcome",
                    outcome);
        }

        @Override
        public void ended(@Nullable Code failure, long nanos) {
            time.record(nanos, TimeUnit.NANOSECONDS);
            (failure == null ? ok : of(failure)).increment();
        }

        private Counter of(Code failure) {
            return failures.computeIfAbsent(failure, code -> counter(code.wire()));
        }
    }
}
