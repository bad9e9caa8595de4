package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a request becomes the input of an operation, and its reply an answer. */
class OperationRoutesTest {
    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = new TestEdge();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static JsonObject input(HttpResponse<String> response) {
        return new JsonObject(response.body()).getJsonObject("input");
    }

    @Test
    void answersWithTheOperationsStatusAndReply() throws Exception {
        var response = edge.post("/api/v1/things", "{\"a\":[1,{\"b\":null}]}", "X-Api-Key", "good-key");
        assertEquals(202, response.statusCode());
        assertEquals("{\"input\":{\"a\":[1,{\"b\":null}]}}", response.body());
        assertEquals(
                "application/json",
                response.headers().firstValue("content-type").orElseThrow());
    }

    @Test
    void anEmptyBodyIsAnEmptyObject() throws Exception {
        assertEquals("{\"input\":{}}", edge.post("/api/v1/things/bulk", "").body());
    }

    @Test
    void aBodyInManyPiecesArrivesWhole() throws Exception {
        String text = "äöü€😀".repeat(200);
        var response = edge.post(
                "/api/v1/things/bulk", new JsonObject().put("text", text).encode());
        assertEquals(text, input(response).getString("text"));
        try (var raw = edge.connect()) {
            raw.write(
                    "POST /api/v1/things/bulk HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
            for (String piece : new String[] {"{\"te", "xt\":", "\"in ", "parts\"", "}"}) {
                raw.write(Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n");
            }
            String answer = raw.write("0\r\n\r\n").readToEnd();
            assertTrue(answer.endsWith("{\"input\":{\"text\":\"in parts\"}}"), answer);
        }
    }

    @Test
    void pathParametersAreDecodedAndTyped() throws Exception {
        var response = edge.send("PUT", "/api/v1/things/a%2Fb+c%20d%C3%A4/parts/7", "{\"part\":7,\"n\":2}");
        assertEquals(200, response.statusCode());
        assertEquals(new JsonObject().put("part", 7).put("thing_id", "a/b+c dä").put("n", 2), input(response));
    }

    @Test
    void aBodyThatContradictsThePathIsRefused() throws Exception {
        var response = edge.send("PUT", "/api/v1/things/a/parts/7", "{\"part\":8}");
        assertEquals(400, response.statusCode());
        assertEquals("part", detail(response).getString("field"));
    }

    @Test
    void aMistypedPathParameterIsNamed() throws Exception {
        var response = edge.send("PUT", "/api/v1/things/a/parts/seven", "{}");
        assertEquals(400, response.statusCode());
        assertEquals("part", detail(response).getString("field"));
    }

    @Test
    void queryParametersGetTheTypesOfTheSchema() throws Exception {
        var response = edge.get("/api/v1/things?limit=-5&ratio=0.5&open=true&state=12&sort=up&other=1");
        assertEquals(
                new JsonObject(
                        "{\"limit\":-5,\"ratio\":0.5,\"open\":true,\"state\":\"12\",\"sort\":\"up\",\"other\":\"1\"}"),
                input(response));
        assertEquals("", input(edge.get("/api/v1/things?state=")).getString("state"));
        assertEquals("{\"input\":{}}", edge.get("/api/v1/things?").body());
    }

    @ParameterizedTest
    @CsvSource({
        "limit=1.5, limit",
        "limit=, limit",
        "limit=x, limit",
        "limit=%D9%A3, limit",
        "limit=99999999999999999999, limit",
        "ratio=NaN, ratio",
        "ratio=1e999, ratio",
        "ratio=0x1p3, ratio",
        "ratio=1d, ratio",
        "open=yes, open",
        "open=TRUE, open",
        "limit=1&limit=2, limit",
        "state=a&state=a, state",
        "other=a&other=a, other",
    })
    void aWrongQueryParameterIsNamed(String query, String name) throws Exception {
        var response = edge.get("/api/v1/things?" + query);
        assertEquals(400, response.statusCode());
        assertEquals("invalid_request", new JsonObject(response.body()).getString("error"));
        assertEquals(name, detail(response).getString("field"));
    }

    @Test
    void aMalformedQueryIsRefused() throws Exception {
        try (var raw = edge.connect()) {
            String answer = raw.write("GET /api/v1/things?state=%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .readToEnd();
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("\"error\":\"invalid_request\""), answer);
        }
    }

    @Test
    void aMalformedPathEscapeIsRefused() throws Exception {
        try (var raw = edge.connect()) {
            String answer = raw.write("GET /api/v1/things/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .readToEnd();
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("\"error\":\"invalid_request\""), answer);
        }
    }

    @Test
    void aLiteralSegmentWinsOverAParameter() throws Exception {
        assertEquals(
                "bulk",
                input(edge.get("/api/v1/things/bulk2")).getString("thing_id").substring(0, 4));
        assertEquals(202, edge.post("/api/v1/things/bulk", "{}").statusCode());
    }

    @Test
    void developmentOperationsExistInDevelopmentOnly() throws Exception {
        assertEquals(200, edge.post("/api/v1/_dev/complete/x", "{}").statusCode());
        try (var production = new TestEdge(false, Duration.ofSeconds(10))) {
            var response = production.post("/api/v1/_dev/complete/x", "{}");
            assertEquals(404, response.statusCode());
            assertEquals("{\"error\":\"not_found\"}", response.body());
        }
    }

    private static JsonObject detail(HttpResponse<String> response) {
        JsonArray details = new JsonObject(response.body()).getJsonArray("details");
        return details.getJsonObject(0);
    }
}
