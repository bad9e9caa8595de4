package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of which it is in doubt where they end or what they are. */
class FramingTest {
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
    void aLengthThatIsTooSmallDoesNotSmuggleAJob() throws Exception {
        try (var raw = edge.connect()) {
            String answer = raw.write(HEAD + "Content-Length: 2\r\n\r\n{}{\"a\":1}\r\n\r\n")
                    .readToEnd();
            assertTrue(answer.startsWith("HTTP/1.1 202 "), answer);
            assertTrue(answer.contains("HTTP/1.0 400 "), answer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Host: b"
            })
    void whereTheRequestEndsOrWhoseItIsMayNotBeInDoubt(String header) throws Exception {
        try (var raw = edge.connect()) {
            String answer = raw.write(HEAD + header + "\r\n\r\nGET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
                    .readToEnd();
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertEquals(0, answer.lastIndexOf("HTTP/1.1 "), answer);
            assertTrue(answer.contains("{\"error\":\"invalid_request\""), answer);
        }
    }

    @Test
    void anOldClientHasNoTransferCodings() throws Exception {
        try (var raw = edge.connect()) {
            String answer = raw.write(
                            HEAD.replace("1.1", "1.0") + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
                    .readToEnd();
            assertTrue(answer.contains(" 400 "), answer);
        }
    }

    @Test
    void tooLongUrlsAndHeadersAreRefused() throws Exception {
        var response = edge.get("/api/v1/things?state=" + "x".repeat(1100));
        assertEquals(414, response.statusCode());
        assertTrue(response.body().startsWith("{\"error\":\"uri_too_long\""), response.body());
        assertTrue(response.headers().firstValue("x-request-id").isPresent());
        response = edge.get("/api/v1/things", "X-Long", "x".repeat(8200));
        assertEquals(431, response.statusCode());
        assertTrue(response.body().startsWith("{\"error\":\"headers_too_large\""), response.body());
    }

    @Test
    void whatIsNotHttpIsRefused() throws Exception {
        for (String text : new String[] {"hello\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"}) {
            try (var raw = edge.connect()) {
                String answer = raw.write(text).readToEnd();
                assertTrue(answer.matches("(?s)HTTP/1\\.[01] 400 .*"), answer);
                assertTrue(answer.contains("\"error\":\"invalid_request\""), answer);
            }
        }
        try (var raw = edge.connect()) {
            String answer =
                    raw.write("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").readToEnd();
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("\"error\":\"invalid_request\""), answer);
        }
    }

    @Test
    void aBrokenOneIsNotCountedAsAnswered() throws Exception {
        try (var edge = new TestEdge()) {
            try (var raw = edge.connect()) {
                raw.write(String.join(
                        "\r\n",
                        "POST /api/v1/things HTTP/1.1",
                        "Host: a",
                        "X-Api-Key: good-key",
                        "Content-Type: application/json",
                        "Transfer-Encoding: chunked",
                        "",
                        "no number",
                        ""));
                assertEquals("", raw.readToEnd());
            }
            List<String> counted = edge.get("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("levqor_http_requests_total") && line.contains("POST"))
                    .toList();
            assertEquals(
                    List.of("levqor_http_requests_total{method=\"POST\",route=\"/api/v1/things\",status=\"499\"} 1.0"),
                    counted);
        }
    }
}
