package ai.levqor.workflows.trial;

import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.run.Entry;
import ai.levqor.workflows.run.Interpreter;
import ai.levqor.workflows.run.Journal;
import ai.levqor.workflows.run.Matching;
import ai.levqor.workflows.run.Suspended;
import ai.levqor.workflows.run.WorkflowError;
import ai.levqor.workflows.trial.Mocks.Arrival;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a definition against recorded answers: with the engine of the server, but in memory; waits take no time. */
public final class Trial {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final int MAX_TURNS = 100_000;

    private final Definition definition;
    private final Mocks mocks;
    private final JumpingClock clock = new JumpingClock(START);
    private final MockEffects effects;
    private final List<Line> lines = new ArrayList<>();
    private final Memory journal = new Memory();

    private Trial(Definition definition, Mocks mocks) {
        this.definition = definition;
        this.mocks = mocks;
        this.effects = new MockEffects(mocks, clock);
    }

    /**
     * Runs {@code definition} with {@code input}.
     *
     * @throws TrialException when the mocks lack an answer, or an event for which it would wait for ever
     */
    public static Outcome run(Definition definition, JsonNode input, Mocks mocks) {
        var trial = new Trial(definition, mocks);
        JsonNode output = null;
        JsonNode error = null;
        try {
            output = trial.run(input);
        } catch (WorkflowError failed) {
            error = failed.json();
        }
        Duration took = Duration.ofMillis(trial.clock.millis() - START.toEpochMilli());
        return new Outcome(output, error, trial.lines, trial.effects.emitted(), took, mocks.expected());
    }

    private JsonNode run(JsonNode input) {
        Deque<Arrival> coming = new ArrayDeque<>(mocks.events());
        for (int turn = 0; turn < MAX_TURNS; turn++) {
            try {
                return new Interpreter(journal, effects, clock).run(definition, "trial", START.toEpochMilli(), input);
            } catch (Suspended waits) {
                goOn(waits, coming);
            }
        }
        throw new TrialException("the run went on " + MAX_TURNS + " times and did not end");
    }

    /** Whatever comes first: the next event, or the time for which it waits. */
    private void goOn(Suspended waits, Deque<Arrival> coming) {
        Arrival next = coming.peek();
        long at = next == null ? Long.MAX_VALUE : clock.millis() + next.after().toMillis();
        if (next != null && at <= waits.until()) {
            coming.remove();
            clock.to(at);
            effects.send(next.event());
        } else if (waits.until() == Long.MAX_VALUE) {
            throw new TrialException("the run waits for an event that does not come: give it under events");
        } else {
            clock.to(waits.until());
        }
    }

    /** What a step did, and how long after the start. */
    public record Line(Duration at, Entry entry) {}

    /**
     * How a trial ended.
     *
     * @param output null when it failed
     * @param error null when it went well
     * @param emitted the events that it published
     * @param took how long it would have taken
     * @param expected what the mocks expect; null for nothing
     */
    public record Outcome(
            @Nullable JsonNode output,
            @Nullable JsonNode error,
            List<Line> lines,
            List<JsonNode> emitted,
            Duration took,
            @Nullable JsonNode expected) {
        /** Whether it ended as expected, or well where nothing is expected. */
        public boolean asExpected() {
            if (expected == null) {
                return error == null;
            }
            JsonNode wanted = expected.get("output");
            if (wanted != null) {
                return output != null && equal(wanted, output);
            }
            return error != null && Matching.matches(expected.path("error"), error);
        }

        // 1 and 1.0 are one number, as in JSON.
        private static boolean equal(JsonNode wanted, JsonNode found) {
            return wanted.equals(
                    (left, right) -> left.isNumber() && right.isNumber()
                            ? left.decimalValue().compareTo(right.decimalValue())
                            : left.equals(right) ? 0 : 1,
                    found);
        }
    }

    private final class Memory implements Journal {
        private final Map<String, Entry> entries = new HashMap<>();

        @Override
        public @Nullable Entry find(String step) {
            return entries.get(step);
        }

        @Override
        public void settle() {
            // What is kept in memory is kept at once.
        }

        @Override
        public void cancel(String step, long now) {
            List.copyOf(entries.values()).stream()
                    .filter(entry -> entry.open() && (entry.step() + "/").startsWith(step + "/"))
                    .forEach(entry -> save(entry.cancelled(now)));
        }

        @Override
        public void save(Entry entry) {
            entries.put(entry.step(), entry);
            lines.add(new Line(Duration.ofMillis(clock.millis() - START.toEpochMilli()), entry));
        }
    }
}
