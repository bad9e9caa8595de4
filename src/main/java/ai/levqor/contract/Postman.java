package ai.levqor.contract;

import ai.levqor.bus.Operation;
import ai.levqor.contract.Catalog.Actor;
import ai.levqor.contract.PlainRoutes.PlainRoute;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The operations as a Postman Collection 2.1: a folder for each actor, each request with the first example of its
 * schema. The variables {@code base_url} and {@code api_key} say where to and as whom.
 */
public final class Postman {
    private static final String SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

    private final Schemas schemas = new Schemas();

    private Postman() {}

    /** The collection for this version of the service; the same for the same version. */
    public static JsonObject of(String version) {
        return new Postman().collection(version);
    }

    private JsonObject collection(String version) {
        var folders = new JsonArray().add(folder("service", "What the service is, and whether it answers.", service()));
        for (Actor actor : Catalog.actors()) {
            var requests = new JsonArray();
            actor.operations().forEach(operation -> requests.add(item(operation)));
            folders.add(folder(actor.name(), actor.summary(), requests));
        }
        var info = new JsonObject()
                .put("_postman_id", id("collection"))
                .put("name", "Levqor " + version)
                .put("description", "Set the variables base_url and api_key, then send any request.")
                .put("schema", SCHEMA);
        return new JsonObject()
                .put("info", info)
                .put("item", folders)
                .put("auth", apiKey())
                .put(
                        "variable",
                        new JsonArray()
                                .add(variable("base_url", "http://127.0.0.1:8080"))
                                .add(variable("api_key", "")));
    }

    private static JsonObject folder(String name, String description, JsonArray items) {
        return new JsonObject()
                .put("name", name)
                .put("description", description)
                .put("item", items);
    }

    private static JsonArray service() {
        var items = new JsonArray();
        for (PlainRoute route : PlainRoutes.all()) {
            var request = new JsonObject()
                    .put("method", "GET")
                    .put("header", new JsonArray().add(header("Accept", "application/json")))
                    .put("url", url(route.path(), List.of(), new JsonObject(), false))
                    .put("description", route.description())
                    .put("auth", new JsonObject().put("type", "noauth"));
            items.add(item(route.name(), route.summary(), request));
        }
        return items;
    }

    private JsonObject item(Operation operation) {
        JsonObject schema = schemas.schema(operation.request());
        JsonObject example = schemas.examples(operation.request()).getFirst();
        JsonObject rest = example.copy();
        operation.pathParameters().forEach(rest::remove);
        boolean hasBody =
                !operation.method().equals("GET") && !operation.method().equals("DELETE");
        var headers = new JsonArray().add(header("Accept", "application/json"));
        var request = new JsonObject()
                .put("method", operation.method())
                .put("header", headers)
                .put("url", url(operation.path(), operation.pathParameters(), example, !hasBody))
                .put("description", description(operation, schema));
        String signature = operation.signatureHeader();
        if (signature != null) {
            headers.add(header("Content-Type", "application/json")).add(header(signature, example.getString("signature")));
            request.put("body", body(new JsonObject(example.getString("body"))));
        } else if (hasBody && !schema.getJsonObject("properties").fieldNames().equals(names(operation))) {
            headers.add(header("Content-Type", "application/json"));
            request.put("body", body(rest));
        }
        if (operation.scope() == null) {
            request.put("auth", new JsonObject().put("type", "noauth"));
        }
        return item(operation.name(), operation.summary(), request);
    }

    private static Set<String> names(Operation operation) {
        return Set.copyOf(operation.pathParameters());
    }

    private static JsonObject item(String name, String summary, JsonObject request) {
        return new JsonObject()
                .put("id", id(name))
                .put("name", summary)
                .put("request", request)
                .put("response", new JsonArray());
    }

    private static String description(Operation operation, JsonObject schema) {
        var text =
                new StringBuilder("`").append(operation.name()).append("`: ").append(schema.getString("description"));
        if (operation.scope() != null) {
            text.append(" Needs the scope `").append(operation.scope()).append("`.");
        }
        if (operation.developmentOnly()) {
            text.append(" Exists in the development profile only.");
        }
        return text.toString();
    }

    private static JsonObject url(String path, List<String> parameters, JsonObject example, boolean inQuery) {
        String colon = path.replace("{", ":").replace("}", "");
        var segments = new JsonArray();
        for (String segment : colon.substring(1).split("/", -1)) {
            segments.add(segment);
        }
        var variables = new JsonArray();
        parameters.forEach(name -> variables.add(variable(name, example.getValue(name))));
        var query = new JsonArray();
        var raw = new StringBuilder("{{base_url}}").append(colon);
        if (inQuery) {
            for (String name : example.fieldNames()) {
                if (!parameters.contains(name)) {
                    raw.append(query.isEmpty() ? '?' : '&')
                            .append(name)
                            .append('=')
                            .append(example.getValue(name));
                    query.add(variable(name, example.getValue(name)));
                }
            }
        }
        var url = new JsonObject()
                .put("raw", raw.toString())
                .put("host", new JsonArray().add("{{base_url}}"))
                .put("path", segments);
        if (!query.isEmpty()) {
            url.put("query", query);
        }
        return variables.isEmpty() ? url : url.put("variable", variables);
    }

    private static JsonObject body(JsonObject example) {
        return new JsonObject()
                .put("mode", "raw")
                .put("raw", example.encodePrettily())
                .put("options", new JsonObject().put("raw", new JsonObject().put("language", "json")));
    }

    private static JsonObject apiKey() {
        return new JsonObject()
                .put("type", "apikey")
                .put(
                        "apikey",
                        new JsonArray()
                                .add(attribute("key", "X-Api-Key"))
                                .add(attribute("value", "{{api_key}}"))
                                .add(attribute("in", "header")));
    }

    private static JsonObject attribute(String key, String value) {
        return variable(key, value).put("type", "string");
    }

    private static JsonObject header(String key, String value) {
        return variable(key, value);
    }

    private static JsonObject variable(String key, @Nullable Object value) {
        return new JsonObject().put("key", key).put("value", value == null ? "" : value.toString());
    }

    /** The same id each time, so that an import replaces the one before. */
    private static String id(String name) {
        return UUID.nameUUIDFromBytes(("https://levqor.ai/postman/" + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
