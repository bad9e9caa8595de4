package ai.levqor.contract;

import ai.levqor.bus.Operation;
import ai.levqor.contract.SchemaFiles.Target;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The document's {@code components.schemas}: exactly those that something refers to, each once. */
final class Components {
    private final SchemaFiles files;
    private final Map<String, JsonObject> schemas = new TreeMap<>();
    private final Map<String, Target> origins = new HashMap<>();

    Components(SchemaFiles files) {
        this.files = files;
    }

    /** A reference to the schema of this name. */
    JsonObject reference(String name) {
        return reference(new Target(name, ""));
    }

    /** A property's schema as a parameter has it: its description stands beside it, not in it. */
    JsonObject parameter(String name, String property) {
        JsonObject schema = files.file(name).getJsonObject("properties").getJsonObject(property);
        JsonObject parameter = rewritten(schema, name);
        parameter.remove("description");
        return parameter;
    }

    /** A reference to the schema of what a request's body holds: the input without the path's parameters. */
    JsonObject body(Operation operation) {
        String name = operation.request();
        List<String> inPath = operation.pathParameters();
        if (inPath.isEmpty()) {
            return reference(name);
        }
        JsonObject body = rewritten(files.file(name), name);
        inPath.forEach(body.getJsonObject("properties")::remove);
        JsonArray required = body.getJsonArray("required", new JsonArray());
        inPath.forEach(required::remove);
        if (required.isEmpty()) {
            body.remove("required");
        }
        body.getJsonArray("examples").forEach(example -> inPath.forEach(((JsonObject) example)::remove));
        return place(new Target(name, "/body"), body);
    }

    /** The schemas by name, in alphabetical order. */
    JsonObject json() {
        var json = new JsonObject();
        schemas.forEach(json::put);
        return json;
    }

    private JsonObject reference(Target target) {
        if (origins.containsValue(target)) {
            return to(name(target));
        }
        place(target, new JsonObject());
        return place(target, rewritten(files.part(target), target.file()));
    }

    private JsonObject place(Target target, JsonObject schema) {
        String name = name(target);
        Target other = origins.put(name, target);
        if (other != null && !other.equals(target)) {
            throw new IllegalStateException("Both " + other + " and " + target + " would be called " + name + ".");
        }
        schema.remove("$schema");
        schemas.put(name, schema);
        return to(name);
    }

    /** A copy of {@code schema}, a part of the file {@code name}, that refers to components instead of files. */
    private JsonObject rewritten(JsonObject schema, String name) {
        var copy = new JsonObject();
        for (String key : schema.fieldNames()) {
            if (key.equals("$ref")) {
                copy.mergeIn(reference(SchemaFiles.target(schema, name)));
            } else if (schema.getValue(key) instanceof JsonObject part) {
                copy.put(key, rewritten(part, name));
            } else if (schema.getValue(key) instanceof JsonArray list) {
                copy.put(key, list.copy());
            } else {
                copy.put(key, schema.getValue(key));
            }
        }
        return copy;
    }

    private static JsonObject to(String name) {
        return new JsonObject().put("$ref", "#/components/schemas/" + name);
    }

    /** {@code jobs/submit-many} is JobsSubmitMany, the shared type {@code job_id} is JobId. */
    private static String name(Target target) {
        String words = target.pointer().startsWith("/$defs/")
                ? target.pointer().substring("/$defs/".length())
                : target.file() + target.pointer();
        return pascal(words);
    }

    /** The words with capitals and nothing between them. */
    static String pascal(String words) {
        return Arrays.stream(words.split("[/_-]", -1))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
