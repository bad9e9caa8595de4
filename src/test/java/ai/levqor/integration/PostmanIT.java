package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Code;
import ai.levqor.connectors.Connectors;
import ai.levqor.contract.Catalog;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The requests of the Postman collection that only read, sent as Postman would. */
class PostmanIT {
    /** Streams do not end, the end of a sign-in elsewhere needs a state that its beginning made, and a key is no session. */
    private static final Set<String> LEFT_OUT = Catalog.operations().stream()
            .filter(operation -> operation.streams()
                    || operation.equals(Connectors.FINISH)
                    || operation.failures().contains(Code.UNAUTHORIZED))
            .map(operation -> operation.path().replaceAll("\\{(\\w+)}", ":$1"))
            .collect(Collectors.toSet());

    @Test
    void theServerUnderstandsEveryExampleThatReads() throws Exception {
        try (ServerProcess server = Launch.node().start()) {
            Client client = server.client();
            JsonObject collection = Client.ok(client.get("/docs/postman/collection.json"));
            int sent = 0;
            for (JsonObject item : objects(collection.getJsonArray("item"))
                    .flatMap(folder -> objects(folder.getJsonArray("item")))
                    .toList()) {
                JsonObject request = item.getJsonObject("request");
                if (!request.getString("method").equals("GET")) {
                    continue;
                }
                JsonObject url = request.getJsonObject("url");
                String path = url.getString("raw").replace("{{base_url}}", "");
                if (LEFT_OUT.contains(path.replaceFirst("\\?.*", ""))) {
                    continue;
                }
                for (JsonObject variable :
                        objects(url.getJsonArray("variable", new JsonArray())).toList()) {
                    path = path.replace(":" + variable.getString("key"), variable.getString("value"));
                }
                var answer = client.get(path);
                // What the examples name does not exist here; a wrong or refused request would be another status.
                assertTrue(answer.status() == 200 || answer.status() == 404, path + ": " + answer);
                if (answer.status() == 404) {
                    assertEquals("not_found", answer.json().getString("error"));
                    assertTrue(
                            url.containsKey("variable") || path.contains("?"),
                            path + " names nothing that could be missing");
                }
                sent++;
            }
            assertTrue(sent > 10, "sent " + sent);
        }
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }
}
