package ai.levqor.contract;

import ai.levqor.bus.Operation;
import ai.levqor.contract.PlainRoutes.PlainRoute;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** The contract for HTTP clients as OpenAPI 3.1, made from the operations and schemas: it cannot lag behind them. */
public final class OpenApi {
    private static final JsonObject IDEMPOTENCY_KEY = new JsonObject()
            .put("name", "Idempotency-Key")
            .put("in", "header")
            .put("required", false)
            .put(
                    "description",
                    "A repetition with the same key and content is not run again but answered as the first was, with the"
                            + " header Idempotent-Replayed; with other content it is refused.")
            .put(
                    "schema",
                    new JsonObject()
                            .put("type", "string")
                            .put("minLength", 1)
                            .put("maxLength", 255)
                            .put("pattern", "^[!-~]+$"));

    private final Schemas schemas = new Schemas();
    private final Components components = new Components(schemas.files());
    private final Responses responses = new Responses(schemas, components);

    private OpenApi() {}

    /** The document for this version of the service; the same bytes for the same version. */
    public static JsonObject of(String version) {
        return new OpenApi().document(version);
    }

    private JsonObject document(String version) {
        var paths = new JsonObject();
        for (PlainRoute route : PlainRoutes.all()) {
            paths.put(route.path(), new JsonObject().put("get", plain(route)));
        }
        for (Operation operation : Catalog.operations()) {
            JsonObject path = paths.getJsonObject(operation.path(), new JsonObject());
            paths.put(operation.path(), path.put(method(operation), described(operation)));
        }
        return new JsonObject()
                .put("openapi", "3.1.1")
                .put("info", info(version))
                .put(
                        "servers",
                        new JsonArray().add(new JsonObject().put("url", "/").put("description", "This server")))
                .put("tags", tags())
                .put("paths", paths)
                .put(
                        "components",
                        new JsonObject()
                                .put("schemas", components.json())
                                .put("responses", responses.shared())
                                .put("headers", Responses.headers())
                                .put("securitySchemes", securitySchemes()));
    }

    private static JsonObject info(String version) {
        return new JsonObject()
                .put("title", "Levqor")
                .put("version", version)
                .put("summary", "An automation backend: durable jobs and signed callbacks.")
                .put(
                        "description",
                        "Submit a job; it is durable before the answer arrives. A workflow or worker runs it at"
                                + " least once, and a signed callback tells the result. Lists are read page by page:"
                                + " pass a page's `next_cursor` as `cursor` to get the one that follows.")
                .put(
                        "license",
                        new JsonObject().put("name", "Apache License 2.0").put("identifier", "Apache-2.0"))
                .put("contact", new JsonObject().put("name", "Levqor").put("url", "https://levqor.ai"));
    }

    private static JsonArray tags() {
        var tags = new JsonArray().add(tag("service", "What the service is, and whether it answers."));
        Catalog.actors().forEach(actor -> tags.add(tag(actor.name(), actor.summary())));
        return tags;
    }

    private static JsonObject tag(String name, String description) {
        return new JsonObject().put("name", name).put("description", description);
    }

    private JsonObject plain(PlainRoute route) {
        return new JsonObject()
                .put("operationId", route.name())
                .put("tags", new JsonArray().add("service"))
                .put("summary", route.summary())
                .put("description", route.description())
                .put("security", new JsonArray())
                .put("responses", responses.of(route));
    }

    private JsonObject described(Operation operation) {
        JsonObject input = schemas.schema(operation.request());
        var json = new JsonObject()
                .put("operationId", operation.name())
                .put("tags", new JsonArray().add(operation.actor()))
                .put("summary", operation.summary())
                .put("description", description(operation, input))
                .put("security", security(operation));
        JsonArray parameters = parameters(operation, input);
        String signature = operation.signatureHeader();
        if (signature != null) {
            parameters.add(signature(signature, input));
        } else if (operation.writes()) {
            parameters.add(IDEMPOTENCY_KEY);
        }
        if (operation.entity() != null) {
            parameters.add(condition("If-Match", "Only if its entity tag is one of these; else 412."));
            if (!operation.writes()) {
                parameters.add(condition("If-None-Match", "Only if its entity tag is none of these; else 304."));
            }
        }
        if (!parameters.isEmpty()) {
            json.put("parameters", parameters);
        }
        if (hasBody(operation, input)) {
            json.put("requestBody", body(operation));
        }
        return json.put("responses", responses.of(operation));
    }

    private static String description(Operation operation, JsonObject input) {
        var text = new StringBuilder(input.getString("description"));
        if (operation.scope() != null) {
            text.append(" Needs the scope `").append(operation.scope()).append("`.");
        }
        if (operation.openInDevelopment()) {
            text.append(" In the development profile it is open to everybody.");
        }
        if (operation.developmentOnly()) {
            text.append(" Exists in the development profile only; elsewhere it is not found.");
        }
        return text.toString();
    }

    private static JsonArray security(Operation operation) {
        return operation.scope() == null
                ? new JsonArray()
                : new JsonArray()
                        .add(new JsonObject().put("apiKey", new JsonArray()))
                        .add(new JsonObject().put("bearer", new JsonArray()));
    }

    private static JsonObject condition(String header, String meaning) {
        return new JsonObject()
                .put("name", header)
                .put("in", "header")
                .put("required", false)
                .put("description", meaning)
                .put("schema", new JsonObject().put("type", "string").put("maxLength", 1024));
    }

    private JsonArray parameters(Operation operation, JsonObject input) {
        var parameters = new JsonArray();
        JsonArray required = input.getJsonArray("required", new JsonArray());
        input.getJsonObject("properties").forEach(property -> {
            boolean inPath = operation.pathParameters().contains(property.getKey());
            if (inPath || !takesBody(operation)) {
                JsonObject schema = (JsonObject) property.getValue();
                parameters.add(new JsonObject()
                        .put("name", property.getKey())
                        .put("in", inPath ? "path" : "query")
                        .put("required", inPath || required.contains(property.getKey()))
                        .put("description", schema.getString("description"))
                        .put("schema", components.parameter(operation.request(), property.getKey())));
            }
        });
        return parameters;
    }

    private static JsonObject signature(String header, JsonObject input) {
        JsonObject schema = input.getJsonObject("properties").getJsonObject("signature").copy();
        return new JsonObject()
                .put("name", header)
                .put("in", "header")
                .put("required", true)
                .put("description", schema.remove("description"))
                .put("schema", schema);
    }

    private JsonObject body(Operation operation) {
        if (operation.signatureHeader() != null) {
            // The sender's own form: it is signed as it is and read by the operation.
            var schema = new JsonObject().put("type", "object").put("description", "What the sender signed.");
            var examples = new JsonArray();
            schemas.examples(operation.request()).forEach(input -> examples.add(new JsonObject(input.getString("body"))));
            return new JsonObject().put("required", true).put("content", Responses.json(schema, examples));
        }
        JsonObject reference = components.body(operation);
        JsonObject schema =
                components.json().getJsonObject(reference.getString("$ref").replaceFirst(".*/", ""));
        return new JsonObject()
                .put("required", schema.containsKey("required"))
                .put("content", Responses.json(reference, schema.getJsonArray("examples")));
    }

    private static boolean hasBody(Operation operation, JsonObject input) {
        return takesBody(operation)
                && !operation
                        .pathParameters()
                        .containsAll(input.getJsonObject("properties").fieldNames());
    }

    private static boolean takesBody(Operation operation) {
        return !operation.method().equals("GET") && !operation.method().equals("DELETE");
    }

    private static String method(Operation operation) {
        return operation.method().toLowerCase(Locale.ROOT);
    }

    private static JsonObject securitySchemes() {
        return new JsonObject()
                .put(
                        "apiKey",
                        new JsonObject()
                                .put("type", "apiKey")
                                .put("in", "header")
                                .put("name", "X-Api-Key")
                                .put("description", "An API key that holds the operation's scope."))
                .put(
                        "bearer",
                        new JsonObject()
                                .put("type", "http")
                                .put("scheme", "bearer")
                                .put("description", "An access token of a person, or an API key."));
    }
}
