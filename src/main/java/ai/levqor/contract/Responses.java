package ai.levqor.contract;

import ai.levqor.bus.Code;
import ai.levqor.bus.Operation;
import ai.levqor.contract.PlainRoutes.PlainRoute;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The document's answers: success, and one entry for each status that an operation fails with. */
final class Responses {
    private static final Set<Integer> RETRIED = Set.of(Code.RATE_LIMITED.status(), Code.UNAVAILABLE.status());

    private static final JsonObject ETAG = new JsonObject()
            .put("description", "The entity tag of what is answered (RFC 9110, 8.8.3), for If-Match and If-None-Match.")
            .put("schema", new JsonObject().put("type", "string"));

    private final Schemas schemas;
    private final Components components;
    private final Map<String, JsonObject> shared = new TreeMap<>();

    Responses(Schemas schemas, Components components) {
        this.schemas = schemas;
        this.components = components;
    }

    /** What an operation answers. */
    JsonObject of(Operation operation) {
        // The edge counts requests before any operation sees them.
        Set<Code> failures = EnumSet.of(Code.RATE_LIMITED);
        failures.addAll(operation.failures());
        if (operation.developmentOnly()) {
            failures.add(Code.NOT_FOUND);
        }
        JsonObject success = operation.streams() ? stream(operation) : answer(operation.reply());
        JsonObject responses = responses(operation.status(), success, failures);
        if (operation.streams()) {
            responses.put("204", new JsonObject().put("description", "Nothing more can come: the job has ended."));
        }
        if (operation.otherwise() != null) {
            responses.put(Integer.toString(operation.otherwise().status()), success.copy());
        }
        if (operation.entity() != null && !operation.method().equals("DELETE")) {
            responses
                    .getJsonObject(Integer.toString(operation.status()))
                    .getJsonObject("headers")
                    .put("ETag", ETAG);
            if (!operation.writes()) {
                responses.put(
                        "304",
                        new JsonObject()
                                .put("description", "The client has it already: If-None-Match names its entity tag."));
            }
        }
        if (failures.contains(Code.NOT_FOUND)) {
            responses
                    .getJsonObject("404")
                    .put("content", json(components.reference("failure"), new JsonArray().add(notFound(operation))));
        }
        return responses;
    }

    /** A stream sends the events of the reply one by one, for as long as there are any to come. */
    private JsonObject stream(Operation operation) {
        var example = new StringBuilder();
        for (Object element : schemas.examples(operation.reply()).getFirst().getJsonArray("events")) {
            var event = (JsonObject) element;
            example.append("id: ").append(event.getString("id"));
            example.append("\nevent: ").append(event.getString("type"));
            example.append("\ndata: ")
                    .append(event.getJsonObject("data").encode())
                    .append("\n\n");
        }
        var content = new JsonObject()
                .put(
                        "schema",
                        new JsonObject()
                                .put("type", "string")
                                .put(
                                        "description",
                                        "Server-sent events. The data of each is one JSON object. A comment comes when it is"
                                                + " silent for long; the header Last-Event-ID goes on where a reader stopped."))
                .put("example", example.toString());
        return response(200, "What happens, as it happens.", new JsonObject().put("text/event-stream", content));
    }

    private JsonObject answer(String reply) {
        return response(
                200,
                schemas.schema(reply).getString("description"),
                json(components.reference(reply), new JsonArray(schemas.examples(reply))));
    }

    private JsonObject notFound(Operation operation) {
        JsonObject input = schemas.examples(operation.request()).getFirst();
        String name = input.fieldNames().iterator().next();
        return new JsonObject().put("error", Code.NOT_FOUND.wire()).put(name, input.getValue(name));
    }

    /** What a plain route answers. */
    JsonObject of(PlainRoute route) {
        JsonObject responses = responses(200, answer(route.reply()), EnumSet.of(Code.RATE_LIMITED));
        if (route.equals(PlainRoutes.ABOUT)) {
            JsonObject page = new JsonObject().put("schema", new JsonObject().put("type", "string"));
            responses.getJsonObject("200").getJsonObject("content").put("text/html", page);
        }
        return responses;
    }

    private JsonObject responses(int status, JsonObject success, Collection<Code> failures) {
        var responses = new JsonObject().put(Integer.toString(status), success);
        Map<Integer, List<Code>> byStatus =
                failures.stream().collect(Collectors.groupingBy(Code::status, TreeMap::new, Collectors.toList()));
        byStatus.forEach((failure, codes) -> responses.put(
                Integer.toString(failure),
                failure == Code.NOT_FOUND.status() ? failed(failure, codes) : shared(failure, codes)));
        return responses;
    }

    /** Most operations fail in the same ways, which would otherwise be most of the document. */
    private JsonObject shared(int status, List<Code> codes) {
        String name = codes.stream().map(code -> Components.pascal(code.wire())).collect(Collectors.joining("Or"));
        shared.computeIfAbsent(name, missing -> failed(status, codes));
        return new JsonObject().put("$ref", "#/components/responses/" + name);
    }

    /** The answers that several operations share, by name. */
    JsonObject shared() {
        var json = new JsonObject();
        shared.forEach(json::put);
        return json;
    }

    private JsonObject failed(int status, List<Code> codes) {
        String meanings = codes.stream()
                .map(code -> "`" + code.wire() + "`: " + code.meaning())
                .collect(Collectors.joining(" "));
        var examples = new JsonArray();
        codes.forEach(code -> examples.add(example(code)));
        return response(status, meanings, json(components.reference("failure"), examples));
    }

    private JsonObject example(Code code) {
        return schemas.examples("failure").stream()
                .filter(example -> code.wire().equals(example.getString("error")))
                .findFirst()
                .orElseGet(() -> new JsonObject().put("error", code.wire()));
    }

    private static JsonObject response(int status, String description, JsonObject content) {
        var names = new JsonObject();
        headers().fieldNames().stream()
                .filter(name -> !name.equals("Retry-After") || RETRIED.contains(status))
                .forEach(name -> names.put(name, new JsonObject().put("$ref", "#/components/headers/" + name)));
        return new JsonObject()
                .put("description", description)
                .put("headers", names)
                .put("content", content);
    }

    /** A JSON body with its schema and examples. */
    static JsonObject json(JsonObject schema, JsonArray examples) {
        var named = new JsonObject();
        for (int i = 0; i < examples.size(); i++) {
            named.put("example" + (i + 1), new JsonObject().put("value", examples.getValue(i)));
        }
        return new JsonObject()
                .put("application/json", new JsonObject().put("schema", schema).put("examples", named));
    }

    /** The headers of answers. */
    static JsonObject headers() {
        return new JsonObject()
                .put("X-Request-Id", header("The request's id, the same in the service's logs.", "string"))
                .put("X-RateLimit-Limit", header("How many requests fit into the window.", "integer"))
                .put("X-RateLimit-Remaining", header("How many requests are left in the window.", "integer"))
                .put(
                        "X-RateLimit-Reset",
                        header("When the window ends, in seconds since 1970-01-01T00:00:00Z.", "integer"))
                .put("Retry-After", header("After how many seconds the request may succeed.", "integer"));
    }

    private static JsonObject header(String description, String type) {
        return new JsonObject().put("description", description).put("schema", new JsonObject().put("type", type));
    }
}
