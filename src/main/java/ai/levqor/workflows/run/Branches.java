package ai.levqor.workflows.run;

import ai.levqor.workflows.dsl.Action;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The task {@code fork}. All branches: their outputs in declared order; one that fails stops the others at their next
 * task. Competing: the first output; the others stop at their next task and what they still do counts for nothing.
 */
final class Branches {
    private final Interpreter interpreter;
    private final Effects effects;

    Branches(Interpreter interpreter, Effects effects) {
        this.interpreter = interpreter;
        this.effects = effects;
    }

    JsonNode run(Action.Fork fork, JsonNode input, Frame frame) {
        var race = new Race(frame.race());
        Frame inside = frame.racing(race);
        List<Supplier<JsonNode>> works = fork.branches().stream()
                .map(branch -> (Supplier<JsonNode>)
                        () -> interpreter.task(branch, input, inside).output())
                .toList();
        var outcome = new Outcome(works.size());
        effects.together(works, (index, result, error) -> {
            outcome.ended(index, result, error);
            boolean enough = fork.compete() ? result != null : outcome.error != null;
            if (enough) {
                race.decide();
            }
            return enough;
        });
        if (frame.race().over()) {
            throw new Interpreter.Cancelled();
        }
        if (race.over()) {
            outcome.unfinished()
                    .forEach(index -> interpreter.cancel(fork.branches().get(index), frame));
        }
        return fork.compete() ? outcome.first() : outcome.all();
    }

    /** How the branches ended so far. */
    private static final class Outcome {
        private final @Nullable JsonNode[] results;
        private final List<Suspended> suspended = new ArrayList<>();
        private @Nullable JsonNode first;
        private @Nullable RuntimeException error;

        Outcome(int branches) {
            results = new JsonNode[branches];
        }

        void ended(int index, @Nullable JsonNode result, @Nullable RuntimeException cause) {
            if (result != null) {
                results[index] = result;
                first = first == null ? result : first;
            } else if (cause instanceof Suspended waits) {
                suspended.add(waits);
            } else if (error == null && !(cause instanceof Interpreter.Cancelled)) {
                error = cause;
            }
        }

        List<Integer> unfinished() {
            return IntStream.range(0, results.length)
                    .filter(index -> results[index] == null)
                    .boxed()
                    .toList();
        }

        /** Of competitors: while one still waits it may win yet. */
        JsonNode first() {
            if (first != null) {
                return first;
            }
            throw suspended.isEmpty() && error != null ? error : earliest();
        }

        JsonNode all() {
            if (error != null) {
                throw error;
            }
            if (!suspended.isEmpty()) {
                throw earliest();
            }
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            for (JsonNode result : results) {
                all.add(result);
            }
            return all;
        }

        private Suspended earliest() {
            Suspended earliest = suspended.getFirst();
            for (Suspended one : suspended) {
                earliest = one.until() < earliest.until() ? one : earliest;
            }
            return earliest;
        }
    }
}
