package ai.levqor.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in words what a keyword of JSON Schema demands. */
final class Wording {
    private Wording() {}

    /** What is wrong with {@code value}, which breaks {@code keyword} of {@code schema}. */
    static String of(String keyword, JsonObject schema, @Nullable Object value) {
        Object limit = schema.getValue(keyword);
        return switch (keyword) {
            case "type" -> value == null ? "must not be null" : "must be " + type(schema);
            case "enum" -> "must be one of " + list(schema.getJsonArray("enum"));
            case "const" -> "must be " + limit;
            case "minLength" ->
                Objects.equals(limit, 1) ? "must not be empty" : "must have at least " + limit + " characters";
            case "maxLength" -> "must have at most " + limit + " characters";
            case "pattern" -> schema.getString("x-pattern-means", "must match " + limit);
            case "format" -> "must be a valid " + limit;
            case "minimum" -> "must be at least " + limit;
            case "maximum" -> "must be at most " + limit;
            case "minItems" -> "must have at least " + limit + (Objects.equals(limit, 1) ? " entry" : " entries");
            case "maxItems" -> "must have at most " + limit + " entries";
            case "maxProperties" -> "must have at most " + limit + " fields";
            default -> "breaks the rule \"" + keyword + "\" of the schema";
        };
    }

    /** The schema's type with its article, such as {@code an integer or null}. */
    static String type(JsonObject schema) {
        return types(schema).stream()
                .map(type -> switch (type) {
                    case "object", "array", "integer" -> "an " + type;
                    case "boolean" -> "true or false";
                    case "null" -> "null";
                    default -> "a " + type;
                })
                .collect(Collectors.joining(" or "));
    }

    /** The types that a schema allows. */
    static List<String> types(JsonObject schema) {
        return schema.getValue("type") instanceof JsonArray several
                ? several.stream().map(String.class::cast).toList()
                : List.of(schema.getString("type", "object"));
    }

    /** The values with commas between them. */
    static String list(JsonArray values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
