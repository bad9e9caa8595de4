package ai.levqor.bus;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the id of the thing that a call acts on: what its declaration says, else what its path names, as {@code
 * slack/team} where that takes several names, else what its answer names.
 */
final class Subject {
    private static final String NONE = "";
    private static final JsonObject NOTHING = new JsonObject();

    private Subject() {}

    static String of(Operation operation, @Nullable JsonObject input, @Nullable JsonObject reply) {
        JsonObject given = input == null ? NOTHING : input;
        String said = joined(operation.subject(), given, reply == null ? NOTHING : reply);
        String named = said.isEmpty() ? joined(operation.pathParameters(), given, NOTHING) : said;
        return named.isEmpty() && reply != null ? of(reply) : named;
    }

    /** Of a call that was refused nobody may have looked at the input yet, so it may hold anything. */
    private static String joined(List<String> members, JsonObject input, JsonObject reply) {
        return members.stream()
                .map(member -> reply.getValue(member, input.getValue(member)))
                .filter(value -> value instanceof String || value instanceof Number)
                .map(Object::toString)
                .collect(Collectors.joining("/"));
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
