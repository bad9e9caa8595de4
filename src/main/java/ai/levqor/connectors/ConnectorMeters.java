package ai.levqor.connectors;

import ai.levqor.metrics.Metrics;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts and times the calls of actions, by connector. Which connectors there are is the operator's choice and known at
 * the start, so all have their meters before the first call: Prometheus cannot see a counter that begins above zero
 * rise.
 */
final class ConnectorMeters {
    private final Map<String, Times> times = new HashMap<>();

    /** Meters of the connectors with these names. */
    ConnectorMeters(Metrics metrics, Collection<String> connectors) {
        connectors.forEach(name -> times.put(name, new Times(metrics, name)));
    }

    /** The meters of {@code connector}, which is one of those that there are. */
    Times of(String connector) {
        Times known = times.get(connector);
        if (known == null) {
            throw new IllegalArgumentException(connector + " is no connector");
        }
        return known;
    }

    /** The times of one connector's calls, by outcome. */
    static final class Times {
        private final Timer succeeded;
        private final Timer failed;

        private Times(Metrics metrics, String connector) {
            succeeded = timer(metrics, connector, "succeeded");
            failed = timer(metrics, connector, "failed");
        }

        private static Timer timer(Metrics metrics, String connector, String outcome) {
            return metrics.timer(
                    "levqor.connector.call.duration",
                    "Time that a call of a connector's action took, with its attempts and the waits between them,"
                            + " by connector and outcome: succeeded or failed.",
                    "connector",
                    connector,
                    "outcome",
                    outcome);
        }

        /** A call that began at {@code since}, of {@link System#nanoTime}, ended. */
        void ended(boolean well, long since) {
            (well ? succeeded : failed).record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
        }
    }
}
