package ai.levqor.contract;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of the class path's folder {@code schemas/}, each read once. A {@code $ref} is relative to its file, with a
 * JSON pointer (RFC 6901) after the {@code #} where it means a part.
 */
final class SchemaFiles {
    private static final String REF = "$ref";

    private final Map<String, JsonObject> files = new ConcurrentHashMap<>();

    /** The file as it is written; shared, so not to be changed. */
    JsonObject file(String name) {
        return files.computeIfAbsent(name, SchemaFiles::read);
    }

    /** The schema with everything that it refers to in its place; the caller's own. */
    JsonObject whole(String name) {
        return whole(file(name), name);
    }

    /** {@code schema}, a part of the file {@code name}, with everything that it refers to in its place. */
    JsonObject whole(JsonObject schema, String name) {
        JsonObject whole = new JsonObject();
        if (schema.containsKey(REF)) {
            Target target = target(schema, name);
            whole.mergeIn(whole(part(target), target.file()));
            // Only the root of a schema says by which rules it is read.
            whole.remove("$schema");
        }
        for (String key : schema.fieldNames()) {
            if (!key.equals(REF)) {
                whole.put(key, value(schema.getValue(key), name));
            }
        }
        return whole;
    }

    /** Where the {@code $ref} of {@code schema}, a part of the file {@code name}, leads. */
    static Target target(JsonObject schema, String name) {
        URI uri = URI.create(name + ".json").resolve(schema.getString(REF));
        String file = uri.getPath();
        String pointer = uri.getFragment();
        return new Target(file.substring(0, file.length() - ".json".length()), pointer == null ? "" : pointer);
    }

    /** The schema that {@code target} names; shared, so not to be changed. */
    JsonObject part(Target target) {
        JsonObject part = file(target.file());
        for (String step : target.pointer().split("/", -1)) {
            if (!step.isEmpty()) {
                part = part.getJsonObject(step);
            }
            if (part == null) {
                throw new IllegalStateException("The schema " + target + " does not exist.");
            }
        }
        return part;
    }

    private Object value(Object value, String name) {
        return switch (value) {
            case JsonObject object -> whole(object, name);
            case JsonArray array -> {
                var copy = new JsonArray();
                array.forEach(item -> copy.add(item == null ? null : value(item, name)));
                yield copy;
            }
            case null, default -> value;
        };
    }

    private static JsonObject read(String name) {
        String path = "schemas/" + name + ".json";
        try (InputStream in = SchemaFiles.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("There is no " + path + " on the class path.");
            }
            return new JsonObject(Buffer.buffer(in.readAllBytes()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot read " + path, unreadable);
        }
    }

    /** A file of schemas and a JSON pointer into it; an empty pointer is the whole file. */
    record Target(String file, String pointer) {}
}
