package ai.levqor.bus;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the id of the thing that a call acts on: what its path names, as {@code slack/team} where that takes several
 * names, else what its answer names.
 */
final class Subject {
    private static final String NONE = "";

    private Subject() {}

    static String of(Operation operation, @Nullable JsonObject input, @Nullable JsonObject reply) {
        String path = input == null
                ? NONE
                : operation.pathParameters().stream()
                        .filter(input::containsKey)
                        .map(parameter -> String.valueOf(input.getValue(parameter)))
                        .collect(Collectors.joining("/"));
        return path.isEmpty() && reply != null ? of(reply) : path;
    }

    /** The first id at the top of the answer, else that of an object right below it, such as {@code user.id}. */
    private static String of(JsonObject reply) {
        for (Map.Entry<String, Object> field : reply) {
            if (named(field.getKey()) && field.getValue() != null) {
                return field.getValue().toString();
            }
        }
        for (Map.Entry<String, Object> field : reply) {
            if (field.getValue() instanceof JsonObject object && object.getValue("id") != null) {
                return object.getValue("id").toString();
            }
        }
        return NONE;
    }

    private static boolean named(String field) {
        return field.equals("id") || field.endsWith("_id");
    }
}
