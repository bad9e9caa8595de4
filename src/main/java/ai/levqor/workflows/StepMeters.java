package ai.levqor.workflows;

import ai.levqor.metrics.Labels;
import ai.levqor.metrics.Metrics;
import ai.levqor.workflows.dsl.Action;
import ai.levqor.workflows.run.Entry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts the steps of workflows by kind and state, and times those that ended. */
final class StepMeters {
    private static final int KINDS = 50;

    private final Metrics metrics;
    private final Labels<Kind> kinds;

    StepMeters(Metrics metrics) {
        this.metrics = metrics;
        this.kinds = new Labels<>(KINDS, Kind::new);
        // There from the start: Prometheus cannot see a counter that begins above zero rise.
        Action.KEYWORDS.forEach(kinds::of);
    }

    /** An entry of the journal was stored. */
    void stored(Entry entry) {
        Kind kind = kinds.of(entry.kind());
        Counter counter = kind.states.get(entry.state());
        if (counter == null) {
            return; // it has only begun
        }
        counter.increment();
        Long endedAt = entry.endedAt();
        if (endedAt != null) {
            kind.time.record(Math.max(0, endedAt - entry.startedAt()), TimeUnit.MILLISECONDS);
        }
    }

    private final class Kind {
        private final Timer time;
        private final Map<Entry.State, Counter> states = new EnumMap<>(Entry.State.class);

        Kind(String name) {
            this.time = metrics.timer(
                    "levqor.workflow.step.duration", "Time from a step's start to its end, by kind.", "kind", name);
            for (Entry.State state : Entry.State.values()) {
                if (state != Entry.State.RUNNING) {
                    states.put(state, counter(name, state));
                }
            }
        }

        private Counter counter(String name, Entry.State state) {
            return metrics.counter(
                    "levqor.workflow.steps",
                    "Steps of workflows that came to a state, by kind: done, skipped, cancelled, waiting, retrying, caught, failed.",
                    "kind",
                    name,
                    "state",
                    state.name().toLowerCase(Locale.ROOT));
        }
    }
}
