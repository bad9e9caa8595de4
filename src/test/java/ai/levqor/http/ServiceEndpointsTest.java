package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Health, documents, request ids and the headers of every answer. */
class ServiceEndpointsTest {
    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = new TestEdge();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @Test
    void rootTellsTheVersion() throws Exception {
        var response = edge.get("/", "Accept", "application/json");
        assertEquals(
                "{\"ok\":true,\"service\":\"levqor-backend\",\"version\":\"1.0.0\",\"build\":\"abc\"}",
                response.body());
        assertEquals(response.body(), edge.get("/").body());
    }

    @Test
    void healthHasTheTimeInSeconds() throws Exception {
        long before = System.currentTimeMillis() / 1000;
        var health = new JsonObject(edge.get("/health").body());
        long after = System.currentTimeMillis() / 1000;
        assertEquals(true, health.getBoolean("ok"));
        assertTrue(health.getLong("ts") >= before && health.getLong("ts") <= after);
    }

    @Test
    void probesAnswer() throws Exception {
        assertEquals(200, edge.get("/livez").statusCode());
        assertEquals(200, edge.get("/readyz").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/public/openapi.json", "/openapi.json", "/api/openapi"})
    void theContractIsCached(String path) throws Exception {
        var response = edge.get(path);
        assertEquals("{\"openapi\":\"3.1.0\"}", response.body());
        assertEquals(
                "application/json",
                response.headers().firstValue("content-type").orElseThrow());
        String etag = response.headers().firstValue("etag").orElseThrow();
        for (String condition : new String[] {etag, "W/" + etag, "\"x\", " + etag, "*"}) {
            var again = edge.get(path, "If-None-Match", condition);
            assertEquals(304, again.statusCode(), condition);
            assertEquals("", again.body());
            assertEquals(etag, again.headers().firstValue("etag").orElseThrow());
        }
        assertEquals(200, edge.get(path, "If-None-Match", "\"x\"").statusCode());
    }

    @Test
    void theBusReferenceIsAPage() throws Exception {
        var response = edge.get("/docs/bus");
        assertEquals("<h1>Operations</h1>", response.body());
        assertEquals(
                "text/html; charset=utf-8",
                response.headers().firstValue("content-type").orElseThrow());
    }

    @Test
    void theStyleSheetOfThePagesIsThere() throws Exception {
        var response = edge.get("/docs/docs.css");
        assertEquals(200, response.statusCode());
        assertEquals(
                "text/css; charset=utf-8",
                response.headers().firstValue("content-type").orElseThrow());
        assertTrue(response.body().contains("{"), response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/things", "/nothing", "/api/v1/absent"})
    void everyAnswerHasTheBasicHeaders(String path) throws Exception {
        var headers = edge.get(path, "X-Request-Id", "my.request_ID-1").headers();
        assertEquals("my.request_ID-1", headers.firstValue("x-request-id").orElseThrow());
        assertEquals("nosniff", headers.firstValue("x-content-type-options").orElseThrow());
        assertEquals("no-store", headers.firstValue("cache-control").orElseThrow());
    }

    @Test
    void anUnfitRequestIdIsReplaced() throws Exception {
        String long128 = "x".repeat(128);
        assertEquals(long128, requestId(long128));
        for (String unfit : new String[] {"", "a b", "a/b", "ä", "x".repeat(129)}) {
            String id = requestId(unfit);
            assertNotEquals(unfit, id);
            assertTrue(id.matches("[0-9a-f]{32}"), id);
        }
        assertNotEquals(requestId(""), requestId(""));
    }

    private static String requestId(String sent) throws Exception {
        return edge.get("/livez", "X-Request-Id", sent)
                .headers()
                .firstValue("x-request-id")
                .orElseThrow();
    }
}
