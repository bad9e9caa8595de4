package ai.levqor.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A schema's fields as an HTML table: name, type, whether it is required, limits, description. */
final class FieldTable {
    private final StringBuilder rows = new StringBuilder();

    private FieldTable() {}

    /** The table of a schema without references; fields of nested objects stand as {@code jobs[].payload}. */
    static String of(JsonObject schema) {
        var table = new FieldTable();
        table.fields(schema, "");
        if (table.rows.isEmpty()) {
            return "<p>No fields: an empty object.</p>\n";
        }
        return """
                <div class="wide" tabindex="0"><table>
                <thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Required</th>\
                <th scope="col">Limits</th><th scope="col">Meaning</th></tr></thead>
                <tbody>
                %s</tbody>
                </table></div>
                """.formatted(table.rows);
    }

    private void fields(JsonObject schema, String prefix) {
        JsonArray required = schema.getJsonArray("required", new JsonArray());
        schema.getJsonObject("properties", new JsonObject()).forEach(property -> {
            var field = (JsonObject) property.getValue();
            String name = prefix + property.getKey();
            rows.append("<tr><th scope=\"row\"><code>%s</code></th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                    .formatted(
                            Html.escaped(name),
                            String.join(" or ", Wording.types(field)),
                            required.contains(property.getKey()) ? "yes" : "no",
                            Html.escaped(limits(field)),
                            Html.escaped(field.getString("description", ""))));
            fields(field, name + ".");
            if (field.getValue("items") instanceof JsonObject items) {
                fields(items, name + "[].");
            }
        });
    }

    private static String limits(JsonObject field) {
        List<String> limits = new ArrayList<>();
        if (field.containsKey("const")) {
            limits.add("always " + field.getValue("const"));
        }
        if (field.containsKey("enum")) {
            limits.add("one of " + Wording.list(field.getJsonArray("enum")));
        }
        range(limits, field.getValue("minLength"), field.getValue("maxLength"), " characters");
        range(limits, field.getValue("minItems"), field.getValue("maxItems"), " entries");
        range(limits, field.getValue("minimum"), field.getValue("maximum"), "");
        if (field.containsKey("x-max-bytes")) {
            limits.add("up to " + field.getValue("x-max-bytes") + " bytes");
        }
        if (field.containsKey("format")) {
            limits.add(field.getString("format"));
        }
        if (field.containsKey("x-pattern-means")) {
            limits.add(field.getString("x-pattern-means"));
        }
        if (field.getValue("default") != null) {
            limits.add("default " + field.getValue("default"));
        }
        return String.join("; ", limits);
    }

    private static void range(List<String> limits, @Nullable Object least, @Nullable Object most, String unit) {
        if (least != null && most != null) {
            limits.add(least + " to " + most + unit);
        } else if (most != null) {
            limits.add("up to " + most + unit);
        } else if (least != null) {
            limits.add("at least " + least + unit);
        }
    }
}
