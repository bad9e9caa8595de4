package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that do not exist, methods that a path does not take, HEAD and OPTIONS. */
class MethodsTest {
    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = new TestEdge();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/api/v1/things/",
                "/api/v1/things/a/b",
                "/api/v1",
                "/docs/nothing/",
                "/docs/../../etc/passwd",
                "/webroot/index.html",
                "/docs/%2e%2e/logback.xml"
            })
    void anUnknownPathIsNotFound(String path) throws Exception {
        var response = edge.get(path);
        assertEquals(404, response.statusCode());
        assertEquals("{\"error\":\"not_found\"}", response.body());
    }

    @Test
    void anotherMethodNamesThoseThatThePathTakes() throws Exception {
        var response = edge.send("PATCH", "/api/v1/things/1", "{}");
        assertEquals(405, response.statusCode());
        assertEquals(
                "DELETE, GET, HEAD, OPTIONS",
                response.headers().firstValue("allow").orElseThrow());
        assertTrue(response.body().startsWith("{\"error\":\"method_not_allowed\""), response.body());
        assertEquals(405, edge.post("/health", "{}").statusCode());
    }

    @Test
    void optionsTellsTheMethods() throws Exception {
        var response = edge.send("OPTIONS", "/api/v1/things", "");
        assertEquals(204, response.statusCode());
        assertEquals(
                "GET, HEAD, OPTIONS, POST",
                response.headers().firstValue("allow").orElseThrow());
        assertEquals(404, edge.send("OPTIONS", "/nothing", "").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/things/1", "/livez", "/openapi.json", "/nothing", "/api/v1/things?limit=x"})
    void headIsGetWithoutItsBody(String path) throws Exception {
        var get = edge.get(path);
        try (var raw = edge.connect()) {
            String head = raw.write("HEAD " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .readToEnd();
            assertTrue(head.startsWith("HTTP/1.1 " + get.statusCode() + " "), head);
            assertTrue(head.endsWith("\r\n\r\n"), head);
        }
    }
}
