package ai.levqor.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.internal.operators.BinaryOperator;
import net.thisptr.jackson.jq.internal.tree.FunctionDefinition;
import net.thisptr.jackson.jq.internal.tree.binaryop.BinaryOperatorExpression;
import net.thisptr.jackson.jq.path.Path;

/**
 * Makes every node of a parsed query count what it emits. The library has no hook for that, and built-in functions alone
 * do not do: {@code . + . | . + .} doubles its data with each turn and calls none.
 */
@SuppressWarnings("ReferenceEquality") // whether a node was replaced, not whether it looks the same
final class CountedTree {
    private static final String LIBRARY = "net.thisptr.jackson.jq";

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private CountedTree() {}

    /** The same query, counting; its tree is changed in place. */
    static JsonQuery of(JsonQuery query) {
        try {
            new CountedTree().visit(query);
            return query;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of jackson-jq has another tree", e);
        }
    }

    private void visit(Object node) throws ReflectiveOperationException {
        if (!seen.add(node)) {
            return;
        }
        for (Class<?> type = node.getClass();
                type != null && type.getName().startsWith(LIBRARY);
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    Object value = field.get(node);
                    Object counted = counted(value);
                    if (counted != value) {
                        field.set(node, counted);
                    }
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    private Object counted(Object value) throws ReflectiveOperationException {
        if (value instanceof List<?> list) {
            var items = (List<Object>) list;
            for (int i = 0; i < items.size(); i++) {
                Object item = items.get(i);
                Object counted = counted(item);
                if (counted != item) {
                    items.set(i, counted);
                }
            }
            return value;
        }
        if (value instanceof BinaryOperator operator) {
            return operator.image().equals("*") ? new BoundedMultiply(operator) : operator;
        }
        if (value == null
                || value instanceof Enum
                || !value.getClass().getName().startsWith(LIBRARY)) {
            return value;
        }
        visit(value);
        if (value.getClass().getPackageName().endsWith(".assignment") && value instanceof Expression assignment) {
            return new BoundedAssignment(assignment, changed(value));
        }
        // The library asks whether a node is a definition, so those stay what they are.
        return value instanceof Expression expression && !(value instanceof FunctionDefinition)
                ? new Counting(expression)
                : value;
    }

    /** The left side of an assignment. */
    private static Expression changed(Object assignment) throws ReflectiveOperationException {
        Field field = BinaryOperatorExpression.class.getDeclaredField("lhs");
        field.setAccessible(true);
        return (Expression) field.get(assignment);
    }

    /** An assignment copies what is around each place that it changes, one after the other, and emits nothing before. */
    private record BoundedAssignment(Expression assignment, Expression changed) implements Expression {
        @Override
        public void apply(Scope scope, JsonNode in, Path path, PathOutput out, boolean requirePath)
                throws JsonQueryException {
            Bounded.change(scope, changed, in);
            new Counting(assignment).apply(scope, in, path, out, requirePath);
        }

        @Override
        public String toString() {
            return assignment.toString();
        }
    }

    private record Counting(Expression expression) implements Expression {
        @Override
        public void apply(Scope scope, JsonNode in, Path path, PathOutput out, boolean requirePath)
                throws JsonQueryException {
            Budget budget = Budget.current();
            budget.spend(1);
            expression.apply(
                    scope,
                    in,
                    path,
                    (value, at) -> {
                        budget.spend(Budget.weight(value));
                        out.emit(value, at);
                    },
                    requirePath);
        }

        @Override
        public String toString() {
            return expression.toString();
        }
    }

    /** A text times a number is that many copies, all made before anything is emitted. */
    private record BoundedMultiply(BinaryOperator operator) implements BinaryOperator {
        @Override
        public JsonNode apply(com.fasterxml.jackson.databind.ObjectMapper mapper, JsonNode left, JsonNode right)
                throws JsonQueryException {
            if (left.isTextual() || right.isTextual()) {
                double copies = Math.max(left.asDouble(1), right.asDouble(1));
                double length = (left.isTextual() ? left : right).textValue().length();
                Budget.checkText((long) (copies * length));
            }
            return operator.apply(mapper, left, right);
        }

        @Override
        public String image() {
            return operator.image();
        }
    }
}
