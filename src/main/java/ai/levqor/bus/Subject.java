package ai.levqor.bus;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the id of the thing that a call acts on: what its path names, else what its answer names. */
final class Subject {
    private static final String NONE = "";

    private Subject() {}

    static String of(Operation operation, @Nullable JsonObject input, @Nullable JsonObject reply) {
        if (input != null) {
            for (String parameter : operation.pathParameters()) {
                Object id = input.getValue(parameter);
                if (id != null) {
                    return id.toString();
                }
            }
        }
        return reply == null ? NONE : of(reply);
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
