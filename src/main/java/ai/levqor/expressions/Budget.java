package ai.levqor.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.path.Path;

/**
 * What one evaluation may take. jq can loop for ever and its Java library hears no interrupt, so every node of a query
 * ({@link CountedTree}) and every built-in function counts its calls and the size of what it emits.
 */
final class Budget {
    private static final int MAX_STEPS = 1_000_000;
    /** What is done at once, about a millisecond; more than that goes to a thread of its own. */
    private static final int SHORT_STEPS = 10_000;

    private static final int CHECK_TIME_EVERY = 1_024;
    private static final long MAX_NANOS = 1_000_000_000L;

    /** Characters of a text that is made in one go. */
    private static final int MAX_TEXT = 1_000_000;

    /** Reads the process' environment, or prints. */
    private static final Set<String> REFUSED = Set.of("env", "debug", "debug_scope", "input_line_number", "builtins");

    private static final ThreadLocal<Budget> CURRENT = ThreadLocal.withInitial(Budget::new);
    private static final Set<String> NAMES = new HashSet<>();
    private static final Scope FUNCTIONS = load();

    private int steps;
    private int maxSteps;
    private int calls;
    private long deadline;

    private Budget() {}

    /** The functions of jq 1.6, each of which counts. */
    static Scope functions() {
        return FUNCTIONS;
    }

    /** Whether there is {@code name/arity}. */
    static boolean hasFunction(String signature) {
        return NAMES.contains(signature) || NAMES.contains(signature.substring(0, signature.indexOf('/')));
    }

    /** Runs an evaluation with a fresh budget. */
    static void within(Evaluation evaluation) throws JsonQueryException {
        within(MAX_STEPS, evaluation);
    }

    /** Runs an evaluation if it is short; whether it was. One that was not has come to no end and may be run again. */
    static boolean shortly(Evaluation evaluation) throws JsonQueryException {
        try {
            within(SHORT_STEPS, evaluation);
            return true;
        } catch (Spent spent) {
            return false;
        }
    }

    /** Whether the last evaluation on this thread took so few steps that it cannot have nested anything deeply. */
    static boolean wasSmall() {
        return CURRENT.get().steps < 100;
    }

    private static void within(int maxSteps, Evaluation evaluation) throws JsonQueryException {
        Budget budget = CURRENT.get();
        budget.steps = 0;
        budget.maxSteps = maxSteps;
        budget.calls = 0;
        budget.deadline = System.nanoTime() + MAX_NANOS;
        evaluation.run();
    }

    static Budget current() {
        return CURRENT.get();
    }

    /** What a value counts: containers and texts by their size, so that data that doubles comes to its end soon. */
    static int weight(JsonNode value) {
        return 1 + (value.isTextual() ? value.textValue().length() : value.size()) / 16;
    }

    void spend(long weight) throws JsonQueryException {
        steps = (int) Math.min(steps + weight, Integer.MAX_VALUE);
        calls++;
        if (steps > maxSteps) {
            if (maxSteps == SHORT_STEPS) {
                throw new Spent();
            }
            throw new JsonQueryException("more than " + MAX_STEPS + " steps");
        }
        if (calls % CHECK_TIME_EVERY == 0 && System.nanoTime() > deadline) {
            throw new JsonQueryException("more than a second");
        }
    }

    /** Spends and looks at the clock whatever the count: for work of which one call may take long. */
    void checkTime(int weight) throws JsonQueryException {
        spend(weight);
        if (System.nanoTime() > deadline) {
            throw new JsonQueryException("more than a second");
        }
    }

    /** Refuses to make a text of so many characters. */
    static void checkText(long length) throws JsonQueryException {
        if (length > MAX_TEXT) {
            throw new JsonQueryException("a text of more than " + MAX_TEXT + " characters");
        }
    }

    private static Scope load() {
        Scope scope = Scope.newEmptyScope();
        Map<String, Function> functions =
                new HashMap<>(BuiltinFunctionLoader.getInstance().listFunctions(Versions.JQ_1_6, scope));
        functions.putAll(Regex.functions());
        functions.putAll(Linear.functions(functions));
        Bounded.costs()
                .forEach((signature, cost) ->
                        functions.computeIfPresent(signature, (same, known) -> new Bounded.Checked(known, cost)));
        functions.forEach((signature, function) -> {
            if (!REFUSED.contains(signature.split("/", 2)[0])) {
                scope.addFunction(signature, new Counting(function));
                NAMES.add(signature);
            }
        });
        return scope;
    }

    /** An evaluation is not short. No error of jq, so that none of its own {@code try} catches it. */
    private static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Spent() {
            super(null, null, false, false);
        }
    }

    /** An evaluation. */
    @FunctionalInterface
    interface Evaluation {
        void run() throws JsonQueryException;
    }

    private record Counting(Function function) implements Function {
        @Override
        public void apply(
                Scope scope, List<Expression> arguments, JsonNode in, Path path, PathOutput out, Version version)
                throws JsonQueryException {
            Budget budget = CURRENT.get();
            budget.spend(1);
            function.apply(
                    scope,
                    arguments,
                    in,
                    path,
                    (value, at) -> {
                        budget.spend(weight(value));
                        out.emit(value, at);
                    },
                    version);
        }
    }
}
