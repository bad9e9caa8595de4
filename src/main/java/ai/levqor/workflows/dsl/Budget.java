package ai.levqor.workflows.dsl;

import com.fasterxml.jackson.databind.JsonNode;
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
 * What one evaluation may take. jq can loop for ever and its Java library hears no interrupt, so every built-in function
 * counts its calls and what it emits: without them an expression can only walk its data or recurse into the end of its
 * stack.
 */
final class Budget {
    private static final int MAX_STEPS = 1_000_000;
    private static final int CHECK_TIME_EVERY = 1_024;
    private static final long MAX_NANOS = 1_000_000_000L;

    /** Reads the process' environment, or prints. */
    private static final Set<String> REFUSED = Set.of("env", "debug", "_debug_scope", "input_line_number");

    private static final ThreadLocal<Budget> CURRENT = ThreadLocal.withInitial(Budget::new);
    private static final Scope FUNCTIONS = load();

    private int steps;
    private long deadline;

    private Budget() {}

    /** The functions of jq 1.6, each of which counts. */
    static Scope functions() {
        return FUNCTIONS;
    }

    /** Runs an evaluation with a fresh budget. */
    static void within(Evaluation evaluation) throws JsonQueryException {
        Budget budget = CURRENT.get();
        budget.steps = 0;
        budget.deadline = System.nanoTime() + MAX_NANOS;
        evaluation.run();
    }

    private void spend() throws JsonQueryException {
        steps++;
        if (steps > MAX_STEPS) {
            throw new JsonQueryException("more than " + MAX_STEPS + " steps");
        }
        if (steps % CHECK_TIME_EVERY == 0 && System.nanoTime() > deadline) {
            throw new JsonQueryException("more than a second");
        }
    }

    private static Scope load() {
        Scope scope = Scope.newEmptyScope();
        Map<String, Function> functions = BuiltinFunctionLoader.getInstance().listFunctions(Versions.JQ_1_6, scope);
        functions.forEach((signature, function) -> {
            if (!REFUSED.contains(signature.split("/", 2)[0])) {
                scope.addFunction(signature, new Counting(function));
            }
        });
        return scope;
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
            budget.spend();
            function.apply(
                    scope,
                    arguments,
                    in,
                    path,
                    (value, at) -> {
                        budget.spend();
                        out.emit(value, at);
                    },
                    version);
        }
    }
}
