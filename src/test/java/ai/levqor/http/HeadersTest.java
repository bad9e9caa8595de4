package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.config.Cidr;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers of every answer, and those for pages of other origins. */
class HeadersTest {
    private static final String ORIGIN = "https://levqor.ai";
    private static final String THINGS = "/api/v1/things";
    private static final List<String> ALWAYS = List.of(
            "x-request-id",
            "x-content-type-options: nosniff",
            "x-frame-options: DENY",
            "referrer-policy: no-referrer",
            "permissions-policy",
            "cross-origin-opener-policy: same-origin",
            "cross-origin-embedder-policy: require-corp",
            "cross-origin-resource-policy: same-origin",
            "content-security-policy: default-src 'none'; frame-ancestors 'none'",
            "vary");

    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = new TestEdge(true, Duration.ofSeconds(10), policy());
    }

    private static EdgePolicy policy(String... proxies) {
        var open = EdgePolicy.open();
        return new EdgePolicy(
                open.limits(),
                open.ownLimits(),
                List.of(proxies).stream().map(Cidr::parse).toList(),
                List.of(ORIGIN),
                open.sessions(),
                open.connections());
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\n",
                "GET /health HTTP/1.1\r\nHost: a\r\n",
                "GET /openapi.json HTTP/1.1\r\nHost: a\r\n",
                "GET /api/v1/things HTTP/1.1\r\nHost: a\r\n",
                "HEAD /api/v1/things HTTP/1.1\r\nHost: a\r\n",
                "OPTIONS /api/v1/things HTTP/1.1\r\nHost: a\r\n",
                "PATCH /api/v1/things HTTP/1.1\r\nHost: a\r\n",
                "GET /nothing HTTP/1.1\r\nHost: a\r\n",
                "GET /%zz HTTP/1.1\r\nHost: a\r\n",
                "POST /api/v1/things HTTP/1.1\r\nHost: a\r\n",
                "POST /api/v1/things/bulk HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n",
                "POST /api/v1/things/bulk HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n",
                "GET /api/v1/absent HTTP/1.1\r\nHost: a\r\n",
                "GET /api/v1/broken HTTP/1.1\r\nHost: a\r\n",
                "nonsense\r\n"
            })
    void areOnEveryAnswer(String head) throws Exception {
        try (var raw = edge.connect()) {
            String answer = raw.write(head + "Connection: close\r\n\r\n").readUntil("\r\n\r\n");
            for (String header : ALWAYS) {
                assertTrue(answer.contains("\r\n" + header), () -> "no " + header + " in " + answer);
            }
            assertFalse(answer.contains("strict-transport-security"), answer);
            assertFalse(answer.contains("access-control-"), answer);
        }
    }

    @Test
    void aPageMayLoadItsOwnFilesAndRunsNothingInline() throws Exception {
        String policy = value(edge.get("/docs/bus").headers(), "content-security-policy");
        assertTrue(policy.contains("script-src 'self';"), policy);
        assertFalse(policy.contains("unsafe"), policy);
    }

    @ParameterizedTest
    @CsvSource({
        "true,  127.0.0.1, X-Forwarded-Proto, https,               false",
        "false, 10.0.0.0/8, X-Forwarded-Proto, https,              false",
        "false, 127.0.0.1, X-Forwarded-Proto, http,                false",
        "false, 127.0.0.1, X-Forwarded-Proto, https,               true",
        "false, 127.0.0.1, X-Forwarded-Proto, 'http, https',       true",
        "false, 127.0.0.1, Forwarded,         for=a;proto=https,   true",
        "false, 127.0.0.1, Forwarded,         'proto=https, for=a', false"
    })
    void onlyProductionBehindTlsAsksForTls(
            boolean development, String proxy, String header, String value, boolean expected) throws Exception {
        try (var other = new TestEdge(development, Duration.ofSeconds(10), policy(proxy))) {
            assertEquals(
                    expected,
                    other.get("/health", header, value)
                            .headers()
                            .firstValue("strict-transport-security")
                            .isPresent());
        }
    }

    @Test
    void aListedOriginMayReadAnswersAndErrors() throws Exception {
        for (String path : List.of(THINGS, "/nothing", "/health")) {
            HttpHeaders headers = edge.get(path, "Origin", ORIGIN).headers();
            assertEquals(ORIGIN, value(headers, "access-control-allow-origin"));
            assertTrue(value(headers, "access-control-expose-headers").contains("X-RateLimit-Remaining"));
            assertTrue(headers.allValues("vary").stream().anyMatch("origin"::equalsIgnoreCase));
            assertFalse(headers.map().containsKey("access-control-allow-credentials"));
        }
    }

    @Test
    void aListedOriginMayAskBeforehand() throws Exception {
        var answer = edge.send(
                "OPTIONS",
                THINGS,
                "",
                "Origin",
                ORIGIN,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "x-api-key,content-type");
        assertEquals(204, answer.statusCode());
        assertEquals(ORIGIN, value(answer.headers(), "access-control-allow-origin"));
        assertEquals("GET, HEAD, OPTIONS, POST", value(answer.headers(), "access-control-allow-methods"));
        for (String header : List.of("X-Api-Key", "Authorization", "Content-Type", "Idempotency-Key", "If-Match")) {
            assertTrue(value(answer.headers(), "access-control-allow-headers").contains(header), header);
        }
        var unknown = edge.send("OPTIONS", "/nothing", "", "Origin", ORIGIN, "Access-Control-Request-Method", "GET");
        assertEquals(404, unknown.statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "https://levqor.ai.evil.example", "http://levqor.ai"})
    void anotherOriginGetsNothing(String origin) throws Exception {
        for (String method : List.of("GET", "OPTIONS")) {
            var headers = edge.send(method, THINGS, "", "Origin", origin, "Access-Control-Request-Method", "GET")
                    .headers();
            assertTrue(
                    headers.map().keySet().stream().noneMatch(name -> name.startsWith("access-control-")),
                    headers.map().toString());
        }
    }

    private static String value(HttpHeaders headers, String name) {
        return headers.firstValue(name).orElse("");
    }
}
