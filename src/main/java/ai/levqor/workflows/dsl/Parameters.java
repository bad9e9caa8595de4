package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Template;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a function takes, a JSON Schema of an object, against what a call gives it. What expressions give is known at run
 * time only; names and constants are checked before.
 */
public final class Parameters {
    private Parameters() {}

    /** What is wrong with {@code given}, but for the members {@code beside} that are no parameters; none where all fits. */
    public static List<Mistake> mistakes(JsonNode schema, JsonNode given, Set<String> beside) {
        var mistakes = new ArrayList<Mistake>();
        JsonNode known = schema.path("properties");
        boolean closed = schema.path("additionalProperties").isBoolean()
                && !schema.path("additionalProperties").booleanValue();
        given.properties().forEach(member -> {
            String name = member.getKey();
            if (beside.contains(name)) {
                return;
            }
            if (known.has(name)) {
                String problem = problem(known.get(name), member.getValue());
                if (problem != null) {
                    mistakes.add(new Mistake(name, problem));
                }
            } else if (closed) {
                mistakes.add(new Mistake(name, "is no parameter; there are " + names(known)));
            }
        });
        for (JsonNode required : schema.path("required")) {
            if (!given.has(required.asText())) {
                mistakes.add(new Mistake(required.asText(), "is missing"));
            }
        }
        return mistakes;
    }

    private static String names(JsonNode properties) {
        Set<String> names = new TreeSet<>();
        properties.fieldNames().forEachRemaining(names::add);
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static @Nullable String problem(JsonNode schema, JsonNode value) {
        try {
            return Template.of(value) instanceof Template.Constant
                    ? DataSchema.of(schema).problem(value)
                    : null;
        } catch (IllegalArgumentException unreadable) {
            return null; // an expression that is told elsewhere, or a schema for other eyes: the call itself is checked
        }
    }

    /** What is wrong with one parameter. */
    public record Mistake(String name, String message) {}
}
