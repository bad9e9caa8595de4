package ai.levqor.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Compares a request with what a table says that the provider documents. */
final class Documented {
    private Documented() {}

    static void check(JsonObject table, JsonObject expected, LoggedRequest request) {
        assertEquals(expected.getString("method"), request.getMethod().getName());
        boolean bare = expected.getBoolean("noauth", false);
        String[] url = request.getUrl().split("\\?", 2);
        assertEquals((bare ? "" : table.getString("prefix", "")) + expected.getString("path"), url[0]);
        Map<String, Object> query = new HashMap<>();
        if (url.length > 1) {
            for (String pair : url[1].split("&", -1)) {
                String[] parts = pair.split("=", 2);
                query.putIfAbsent(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        assertEquals(expected.getJsonObject("query", new JsonObject()).getMap(), query);
        expected.getJsonArray("contains_url", new JsonArray())
                .forEach(part -> assertTrue(request.getUrl().contains(String.valueOf(part)), request.getUrl()));
        JsonObject auth = table.getJsonObject("auth", new JsonObject());
        auth.forEach(header -> {
            if (bare) {
                assertFalse(header.getValue().equals(request.getHeader(header.getKey())), header.getKey());
            } else {
                assertEquals(header.getValue(), request.getHeader(header.getKey()));
            }
        });
        expected.getJsonObject("headers", new JsonObject())
                .forEach(header -> assertEquals(header.getValue(), request.getHeader(header.getKey())));
        body(expected, request);
    }

    private static void body(JsonObject expected, LoggedRequest request) {
        String body = request.getBodyAsString();
        String type = request.getHeader("Content-Type");
        if (expected.containsKey("json")) {
            assertEquals(expected.getJsonObject("json"), new JsonObject(body));
            assertTrue(type.startsWith("application/json"), type);
        }
        if (expected.containsKey("form")) {
            Map<String, Object> form = new HashMap<>();
            for (String pair : body.split("&", -1)) {
                form.put(pair.split("=", 2)[0], URLDecoder.decode(pair.split("=", 2)[1], StandardCharsets.UTF_8));
            }
            assertEquals(expected.getJsonObject("form").getMap(), form);
            assertEquals("application/x-www-form-urlencoded", type);
        }
        if (expected.containsKey("text")) {
            assertEquals(expected.getString("text"), body);
        }
        if (expected.containsKey("type")) {
            assertTrue(type.startsWith(expected.getString("type")), type);
        }
        expected.getJsonArray("contains", new JsonArray())
                .forEach(part -> assertTrue(body.contains(String.valueOf(part)), body));
        if (expected.containsKey("mail")) {
            var json = new JsonObject(body);
            JsonObject message = json.getJsonObject("message", json);
            expected.getJsonObject("member", new JsonObject())
                    .forEach(member -> assertEquals(member.getValue(), message.getValue(member.getKey())));
            String mail = new String(Base64.getUrlDecoder().decode(message.getString("raw")), StandardCharsets.UTF_8);
            expected.getJsonArray("mail").forEach(part -> assertTrue(mail.contains(String.valueOf(part)), mail));
        }
        if (expected.getString("method").equals("GET")) {
            assertTrue(body.isEmpty());
            assertNull(type);
        }
    }
}
