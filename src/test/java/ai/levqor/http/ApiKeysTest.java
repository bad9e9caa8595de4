package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may call, and that nobody else's body is waited for. */
class ApiKeysTest {
    private static final String THINGS = "/api/v1/things";

    private TestEdge edge;

    @BeforeEach
    void start() {
        edge = new TestEdge();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void theCallerTravelsWithTheRequestIdAndAddress() throws Exception {
        assertEquals(
                202,
                edge.post(THINGS, "{}", "X-Api-Key", "good-key", "X-Request-Id", "r-1")
                        .statusCode());
        var caller = nextCaller();
        assertEquals("key-1", caller.id());
        assertEquals("r-1", caller.request());
        assertEquals("127.0.0.1", caller.address());
        assertEquals(200, edge.get(THINGS, "X-Request-Id", "r-2").statusCode());
        caller = nextCaller();
        assertEquals("anonymous", caller.id());
        assertTrue(caller.scopes().isEmpty());
        assertEquals("r-2", caller.request());
    }

    private ai.levqor.bus.Caller nextCaller() {
        var request = edge.received.poll();
        assertNotNull(request);
        return request.caller();
    }

    @Test
    void aBearerTokenIsAKeyToo() throws Exception {
        assertEquals(
                202, edge.post(THINGS, "{}", "Authorization", "Bearer good-key").statusCode());
        assertEquals(
                202,
                edge.post(THINGS, "{}", "Authorization", "bearer  good-key ").statusCode());
        forbidden(edge.post(THINGS, "{}", "Authorization", "Basic good-key"));
    }

    @Test
    void noKeyUnknownKeyAndWeakKeyAreForbidden() throws Exception {
        forbidden(edge.post(THINGS, "{}"));
        forbidden(edge.post(THINGS, "{}", "X-Api-Key", "unknown"));
        forbidden(edge.post(THINGS, "{}", "X-Api-Key", ""));
        forbidden(edge.post(THINGS, "{}", "X-Api-Key", "weak-key"));
        forbidden(edge.send("DELETE", THINGS + "/1", "", "X-Api-Key", "good-key"));
        assertTrue(edge.received.isEmpty());
    }

    @Test
    void anUnknownKeyIsForbiddenWhereNoneIsNeeded() throws Exception {
        forbidden(edge.get(THINGS, "X-Api-Key", "unknown"));
        assertEquals(200, edge.get(THINGS, "X-Api-Key", "weak-key").statusCode());
    }

    @Test
    void theRefusalComesBeforeTheBody() throws Exception {
        for (String key : new String[] {"", "X-Api-Key: unknown\r\n", "X-Api-Key: weak-key\r\n"}) {
            try (var raw = edge.connect()) {
                String answer = raw.write("POST /api/v1/things HTTP/1.1\r\nHost: a\r\n" + key
                                + "Content-Type: application/json\r\nContent-Length: 4000\r\n\r\n")
                        .readUntil("{\"error\":\"forbidden\"}");
                assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
            }
        }
    }

    @Test
    void aKeyThatIsLookedUpFirstChangesNothing() throws Exception {
        String body = "{\"text\":\"" + "x".repeat(4000) + "\"}";
        var taken = edge.post(THINGS, body, "X-Api-Key", "slow good-key");
        assertEquals(202, taken.statusCode());
        assertEquals("{\"input\":" + body + "}", taken.body());
        forbidden(edge.post(THINGS, body, "X-Api-Key", "slow unknown"));
        forbidden(edge.post(THINGS, body, "X-Api-Key", "slow weak-key"));
        assertEquals(
                400, edge.get(THINGS + "?limit=x", "X-Api-Key", "slow good-key").statusCode());
        assertEquals(
                413,
                edge.post(THINGS, body + body, "X-Api-Key", "slow good-key").statusCode());
    }

    @Test
    void theConnectionStaysUsableWhileAKeyIsLookedUp() throws Exception {
        try (var raw = edge.connect()) {
            raw.write("POST /api/v1/things HTTP/1.1\r\nHost: a\r\nX-Api-Key: slow unknown\r\n"
                            + "Content-Length: 4\r\n\r\n{  }")
                    .readUntil("{\"error\":\"forbidden\"}");
            String answer = raw.write("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").readUntil("{\"ok\":true}");
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        }
    }

    @Test
    void theConnectionStaysUsableAfterARefusedBody() throws Exception {
        try (var raw = edge.connect()) {
            raw.write("POST /api/v1/things HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n")
                    .readUntil("{\"error\":\"forbidden\"}");
            String answer =
                    raw.write("{  }GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").readUntil("{\"ok\":true}");
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        }
    }

    private static void forbidden(HttpResponse<String> response) {
        assertEquals(403, response.statusCode());
        assertEquals("{\"error\":\"forbidden\"}", response.body());
    }
}
