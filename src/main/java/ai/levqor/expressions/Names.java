package ai.levqor.expressions;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.TreeSet;
import net.thisptr.jackson.jq.internal.tree.FunctionCall;
import net.thisptr.jackson.jq.internal.tree.FunctionDefinition;
import net.thisptr.jackson.jq.internal.tree.VariableAccess;
import net.thisptr.jackson.jq.internal.tree.matcher.matchers.ValueMatcher;

/** The variables and functions that a parsed query uses and does not make itself. The library tells neither. */
final class Names {
    private static final String LIBRARY = "net.thisptr.jackson.jq";

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> variables = new TreeSet<>();
    private final Set<String> functions = new TreeSet<>();
    private final Set<String> ownVariables = new TreeSet<>();
    private final Set<String> ownFunctions = new TreeSet<>();

    private Names() {}

    /** Reads {@code query}, before it is changed. */
    static Names of(Object query) {
        var names = new Names();
        try {
            names.visit(query);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of jackson-jq has another tree", e);
        }
        names.variables.removeAll(names.ownVariables);
        names.functions.removeIf(name -> names.ownFunctions.contains(name.substring(0, name.indexOf('/'))));
        return names;
    }

    Set<String> variables() {
        return variables;
    }

    /** As {@code name/arity}. */
    Set<String> functions() {
        return functions;
    }

    private void visit(Object node) throws ReflectiveOperationException {
        if (!seen.add(node)) {
            return;
        }
        switch (node) {
            case VariableAccess access -> variables.add(String.valueOf(field(access, "name")));
            case FunctionCall call -> {
                int arity = field(call, "args") instanceof Collection<?> arguments ? arguments.size() : 0;
                functions.add(field(call, "name") + "/" + arity);
            }
            case FunctionDefinition definition -> {
                ownFunctions.add(String.valueOf(field(definition, "fname")));
                for (Object argument : (Collection<?>) field(definition, "args")) {
                    ownFunctions.add(String.valueOf(argument));
                    ownVariables.add(String.valueOf(argument).replace("$", ""));
                }
            }
            case ValueMatcher bound -> ownVariables.add(String.valueOf(field(bound, "name")));
            default -> {}
        }
        for (Class<?> type = node.getClass();
                type != null && type.getName().startsWith(LIBRARY);
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    inside(field.get(node));
                }
            }
        }
    }

    private void inside(Object value) throws ReflectiveOperationException {
        if (value instanceof Iterable<?> items) {
            for (Object item : items) {
                inside(item);
            }
        } else if (value != null
                && !(value instanceof Enum)
                && value.getClass().getName().startsWith(LIBRARY)) {
            visit(value);
        }
    }

    private static Object field(Object node, String name) throws ReflectiveOperationException {
        Field field = node.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(node);
    }
}
