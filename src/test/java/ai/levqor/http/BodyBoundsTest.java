package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bodies that are too large, too slow or without an end. */
class BodyBoundsTest {
    private static final String PATH = "/api/v1/things/bulk";
    private static final String HEAD = "POST " + PATH + " HTTP/1.1\r\nHost: a\r\n";

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
    void aBodyOfTheLargestSizePassesAndOneByteMoreDoesNot() throws Exception {
        String frame = "{\"a\":\"\"}";
        String text = "x".repeat(TestEdge.MAX_BODY - frame.length());
        assertEquals(202, edge.post(PATH, "{\"a\":\"" + text + "\"}").statusCode());
        var response = edge.post(PATH, "{\"a\":\"x" + text + "\"}");
        assertEquals(413, response.statusCode());
        assertEquals("payload_too_large", new JsonObject(response.body()).getString("error"));
    }

    @Test
    void aTooLargeLengthIsRefusedBeforeTheBody() throws Exception {
        try (var raw = edge.connect()) {
            String answer =
                    raw.write(HEAD + "Content-Length: 999999999999\r\n\r\n").readUntil("\"payload_too_large\"");
            assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        }
    }

    @Test
    void aTooLargeBodyOfUnknownLengthIsRefusedWhenTheLimitIsReached() throws Exception {
        try (var raw = edge.connect()) {
            raw.write(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            for (int sent = 0; sent <= TestEdge.MAX_BODY; sent += 512) {
                raw.write("200\r\n" + " ".repeat(512) + "\r\n");
            }
            String answer = raw.readUntil("\"payload_too_large\"");
            assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        }
    }

    @Test
    void aClientThatSendsOnGetsItsRefusalAllTheSame() throws Exception {
        String body = "x".repeat(2_000_000);
        assertEquals(413, edge.post(PATH, body).statusCode());
        assertEquals(403, edge.post("/api/v1/things", body).statusCode());
        assertEquals(415, edge.post(PATH, body, "Content-Type", "text/plain").statusCode());
    }

    @Test
    void aClientThatExpectsAContinueGetsOne() throws Exception {
        try (var raw = edge.connect()) {
            raw.write(HEAD + "Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
                    .readUntil("HTTP/1.1 100 Continue\r\n\r\n");
            assertTrue(raw.write("{}").readToEnd().startsWith("HTTP/1.1 202 "));
        }
    }

    @Test
    void aSlowBodyIsCutOff() throws Exception {
        try (var hasty = new TestEdge(true, Duration.ofMillis(50));
                var raw = hasty.connect()) {
            String answer = raw.write(HEAD + "Content-Length: 10\r\n\r\n{").readToEnd();
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
            assertTrue(answer.contains("connection: close"), answer);
            assertTrue(answer.contains("{\"error\":\"request_timeout\""), answer);
        }
    }

    @Test
    void aBodyThatNeverEndsIsCutOffAfterItsRefusal() throws Exception {
        try (var hasty = new TestEdge(true, Duration.ofMillis(50));
                var raw = hasty.connect()) {
            String answer = raw.write(HEAD.replace("/bulk", "") + "Content-Length: 10\r\n\r\n{")
                    .readToEnd();
            assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
        }
        try (var hasty = new TestEdge(true, Duration.ofMillis(50));
                var raw = hasty.connect()) {
            String answer = raw.write("GET /livez HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .readToEnd();
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        }
    }

    @Test
    void ofAnEndlessBodyOnlySoMuchIsReadAfterItsRefusal() throws Exception {
        try (var raw = edge.connect()) {
            raw.write(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            String chunk = "10000\r\n" + "x".repeat(65_536) + "\r\n";
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 1_000; i++) { // 64 MB
                    raw.write(chunk);
                }
            });
        }
    }
}
