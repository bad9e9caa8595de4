package ai.levqor.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The collection as Postman reads it, by the rules of its format 2.1. */
class PostmanTest {
    private static final JsonObject COLLECTION = Postman.of("1.2.3");

    @Test
    void isTheSameEachTime() {
        assertEquals(COLLECTION.encode(), Postman.of("1.2.3").encode());
    }

    @Test
    void saysWhatItIs() {
        JsonObject info = COLLECTION.getJsonObject("info");
        assertEquals("Levqor 1.2.3", info.getString("name"));
        assertEquals("https://schema.getpostman.com/json/collection/v2.1.0/collection.json", info.getString("schema"));
        assertNotNull(UUID.fromString(info.getString("_postman_id")));
    }

    @Test
    void sendsTheKeyAndKnowsTheServer() {
        assertEquals(Set.of("base_url", "api_key"), keys(COLLECTION.getJsonArray("variable")));
        JsonObject auth = COLLECTION.getJsonObject("auth");
        assertEquals("apikey", auth.getString("type"));
        assertEquals(
                List.of("key=X-Api-Key", "value={{api_key}}", "in=header"),
                objects(auth.getJsonArray("apikey"))
                        .map(part -> part.getString("key") + "=" + part.getString("value"))
                        .toList());
    }

    @Test
    void hasAFolderForEachActor() {
        var folders = new ArrayList<String>(List.of("service"));
        Catalog.actors().forEach(actor -> folders.add(actor.name()));
        assertEquals(
                folders,
                objects(COLLECTION.getJsonArray("item"))
                        .map(folder -> folder.getString("name"))
                        .toList());
    }

    static Stream<Operation> operations() {
        return Catalog.operations().stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void hasEveryOperation(Operation operation) {
        JsonObject request = request(operation);
        assertEquals(operation.method(), request.getString("method"));
        assertEquals(operation.scope() == null, request.containsKey("auth"), "only public operations override the key");
        JsonObject url = request.getJsonObject("url");
        String path = url.getJsonArray("path").stream()
                .map(Object::toString)
                .map(segment -> segment.startsWith(":") ? "{" + segment.substring(1) + "}" : segment)
                .collect(Collectors.joining("/", "/", ""));
        assertEquals(operation.path(), path);
        assertEquals(Set.copyOf(operation.pathParameters()), keys(url.getJsonArray("variable", new JsonArray())));
        assertTrue(url.getString("raw").startsWith("{{base_url}}/"), url::encode);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void theExampleIsOneThatTheServerTakes(Operation operation) {
        JsonObject request = request(operation);
        boolean hasBody =
                !operation.method().equals("GET") && !operation.method().equals("DELETE");
        if (!request.containsKey("body")) {
            Set<String> inBody = new HashSet<>(new Schemas()
                    .schema(operation.request())
                    .getJsonObject("properties")
                    .fieldNames());
            inBody.removeAll(operation.pathParameters());
            assertTrue(!hasBody || inBody.isEmpty(), operation.name());
            return;
        }
        assertTrue(hasBody);
        JsonObject body = request.getJsonObject("body");
        assertEquals("raw", body.getString("mode"));
        assertTrue(keys(request.getJsonArray("header")).contains("Content-Type"));
        var input = new JsonObject(body.getString("raw"));
        if (operation.signatureHeader() != null) {
            assertTrue(keys(request.getJsonArray("header")).contains(operation.signatureHeader()));
            return;
        }
        objects(request.getJsonObject("url").getJsonArray("variable", new JsonArray()))
                .forEach(variable -> input.put(variable.getString("key"), variable.getString("value")));
        new Schemas().check(operation.request(), input);
    }

    @Test
    void everyItemHasAnIdOfItsOwn() {
        var ids = new HashSet<String>();
        objects(COLLECTION.getJsonArray("item"))
                .flatMap(folder -> objects(folder.getJsonArray("item")))
                .forEach(item -> {
                    assertTrue(ids.add(item.getString("id")), item.getString("name"));
                    assertFalse(item.getString("name").isEmpty());
                    assertEquals(new JsonArray(), item.getJsonArray("response"));
                });
        assertEquals(Catalog.operations().size() + PlainRoutes.all().size(), ids.size());
    }

    private static JsonObject request(Operation operation) {
        String mark = "`" + operation.name() + "`: ";
        List<JsonObject> found = objects(COLLECTION.getJsonArray("item"))
                .filter(folder -> folder.getString("name").equals(operation.actor()))
                .flatMap(folder -> objects(folder.getJsonArray("item")))
                .map(item -> item.getJsonObject("request"))
                .filter(request -> request.getString("description").startsWith(mark))
                .toList();
        assertEquals(1, found.size(), operation.name());
        return found.getFirst();
    }

    private static Set<String> keys(JsonArray array) {
        return objects(array).map(entry -> entry.getString("key")).collect(Collectors.toSet());
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }
}
