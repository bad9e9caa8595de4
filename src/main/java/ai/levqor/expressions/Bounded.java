package ai.levqor.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.path.Path;
import net.thisptr.jackson.jq.path.RootPath;
import org.jspecify.annotations.Nullable;

/**
 * Functions of the library that take long, or much memory, in a single call, where nothing is counted: their cost is
 * reckoned before they are called.
 */
final class Bounded {
    /** A higher index would make as many empty places. */
    private static final int MAX_INDEX = 100_000;

    /** Data that is nested deeper cannot be written. */
    private static final int MAX_DEPTH = 500;

    /** How many comparisons of two characters cost as much as one step. */
    private static final int COMPARISONS_A_STEP = 64;

    private Bounded() {}

    /** What each of them costs, by signature; the arguments' values are those that it will see. */
    static Map<String, Cost> costs() {
        return Map.of(
                "contains/1", Bounded::search,
                "index/1", Bounded::search,
                "rindex/1", Bounded::search,
                "indices/1", Bounded::search,
                "split/1", Bounded::search,
                "join/1", Bounded::join,
                "setpath/2", Bounded::set,
                "delpaths/1", Bounded::delete,
                "del/1", Bounded::deleteBy);
    }

    private static void search(Scope scope, List<Expression> arguments, JsonNode in) throws JsonQueryException {
        for (JsonNode wanted : values(arguments.getFirst(), scope, in)) {
            Budget.current().spend(size(in) * size(wanted) / COMPARISONS_A_STEP);
        }
    }

    private static void join(Scope scope, List<Expression> arguments, JsonNode in) throws JsonQueryException {
        for (JsonNode separator : values(arguments.getFirst(), scope, in)) {
            Budget.checkText(size(in) + in.size() * size(separator));
        }
    }

    private static void set(Scope scope, List<Expression> arguments, JsonNode in) throws JsonQueryException {
        for (JsonNode path : values(arguments.getFirst(), scope, in)) {
            check(path);
        }
    }

    private static void delete(Scope scope, List<Expression> arguments, JsonNode in) throws JsonQueryException {
        for (JsonNode paths : values(arguments.getFirst(), scope, in)) {
            Budget.current().spend((long) paths.size() * Budget.weight(in));
        }
    }

    private static void deleteBy(Scope scope, List<Expression> arguments, JsonNode in) throws JsonQueryException {
        change(scope, arguments.getFirst(), in);
    }

    /** What {@code paths} leads to in {@code in} is about to be changed, which copies what is around it each time. */
    static void change(Scope scope, Expression paths, JsonNode in) throws JsonQueryException {
        paths.apply(
                scope,
                in,
                RootPath.getInstance(),
                (value, path) -> {
                    Budget.current().spend(Budget.weight(in));
                    if (path != null) {
                        var places = JsonNodeFactory.instance.arrayNode();
                        path.toJsonNode(places);
                        check(places);
                    }
                },
                true);
    }

    private static void check(JsonNode path) throws JsonQueryException {
        if (path.size() > MAX_DEPTH) {
            throw new JsonQueryException("a path of more than " + MAX_DEPTH + " parts");
        }
        for (JsonNode place : path) {
            if (place.isNumber() && place.asDouble() > MAX_INDEX) {
                throw new JsonQueryException("an index over " + MAX_INDEX);
            }
        }
    }

    /** Characters and values in it. */
    private static long size(JsonNode node) {
        long size = 1;
        Deque<JsonNode> left = new ArrayDeque<>(List.of(node));
        while (!left.isEmpty()) {
            JsonNode next = left.pop();
            size += next.isTextual() ? next.textValue().length() : 1;
            next.forEach(left::push);
        }
        return size;
    }

    /** Refuses a result that is nested so deeply that nobody could write it. */
    static void checkDepth(JsonNode result) throws JsonQueryException {
        List<JsonNode> level = List.of(result);
        for (int depth = 0; !level.isEmpty(); depth++) {
            if (depth > MAX_DEPTH) {
                throw new JsonQueryException("a result of more than " + MAX_DEPTH + " levels");
            }
            var next = new ArrayList<JsonNode>();
            for (JsonNode node : level) {
                node.forEach(child -> {
                    if (child.isContainerNode()) {
                        next.add(child);
                    }
                });
            }
            level = next;
        }
    }

    private static List<JsonNode> values(Expression expression, Scope scope, JsonNode in) throws JsonQueryException {
        var values = new ArrayList<JsonNode>();
        expression.apply(scope, in, null, (value, path) -> values.add(value), false);
        return values;
    }

    /** Throws where a call would cost too much. */
    @FunctionalInterface
    interface Cost {
        void check(Scope scope, List<Expression> arguments, JsonNode in) throws JsonQueryException;
    }

    /** A function whose cost is checked before each call. */
    record Checked(Function function, Cost cost) implements Function {
        @Override
        public void apply(
                Scope scope,
                List<Expression> arguments,
                JsonNode in,
                @Nullable Path path,
                PathOutput out,
                Version version)
                throws JsonQueryException {
            cost.check(scope, arguments, in);
            function.apply(scope, arguments, in, path, out, version);
        }
    }
}
