package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that try to leave the site's folder, sent as they are: no proper client would. */
class TraversalTest {
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
                "/../conf/levqor.yaml",
                "/legal/../../conf/levqor.yaml",
                "/legal/../../../../../../../etc/passwd",
                "/./../conf/levqor.yaml",
                "/%2e%2e/conf/levqor.yaml",
                "/%2E%2E%2Fconf%2Flevqor.yaml",
                "/legal/%2e%2e/%2e%2e/conf/levqor.yaml",
                "/legal/.%2e/.%2e/conf/levqor.yaml",
                "/%252e%252e/conf/levqor.yaml",
                "/%252e%252e%252fconf%252flevqor.yaml",
                "/..%5cconf%5clevqor.yaml",
                "/..\\conf\\levqor.yaml",
                "/legal\\..\\..\\conf\\levqor.yaml",
                "/%c0%ae%c0%ae/conf/levqor.yaml",
                "/%c0%ae%c0%ae%c0%afconf%c0%aflevqor.yaml",
                "/%e0%80%ae%e0%80%ae/conf/levqor.yaml",
                "/%uff0e%uff0e/conf/levqor.yaml",
                "/..;/conf/levqor.yaml",
                "/legal/..;/..;/conf/levqor.yaml",
                "/....//conf/levqor.yaml",
                "/legal/privacy.html%00.txt",
                "/conf/levqor.yaml%00.html",
                "/%00",
                "/%",
                "/%zz",
                "/etc/passwd",
                "//etc/passwd",
                "///etc/passwd",
                "/file:///etc/passwd",
                "/webroot/../conf/levqor.yaml",
                "/webroot.json",
                "/conf/levqor.yaml",
                "/ai/levqor/Main.class",
                "/META-INF/MANIFEST.MF",
                "/webjars/../../conf/levqor.yaml",
                "/webjars/swagger-ui/",
                "/webjars/swagger-ui/5.34.1/",
                "/webjars/swagger-ui/5.34.1/swagger-ui.js",
                "/.git/config",
                "/.env",
                "/.well-known/",
                "/.well-known/../.env",
                "/.well-known/..%2fconf/levqor.yaml",
                "/legal/.htaccess",
                "/LEGAL/PRIVACY.HTML",
                "/legal/privacy.html/",
                "/legal/privacy.html/x",
                "/legal/privacy.html.",
                "/legal/privacy.html%20",
                "/legal/privacy.html::$DATA",
                "/legal/",
                "/legal",
                "/index.html.br",
                "/faq/index.html.gz",
            })
    void isRefused(String target) throws Exception {
        for (String accept : List.of("application/json", "text/html")) {
            String answer = answer(
                    "GET " + target + " HTTP/1.1\r\nHost: x\r\nAccept: " + accept + "\r\nConnection: close\r\n\r\n");
            String status = answer.substring(0, Math.min(12, answer.length()));
            assertTrue(status.equals("HTTP/1.1 404") || status.equals("HTTP/1.1 400"), target + ": " + answer);
            for (String secret : List.of("max-body", "root:", "SQLite", "Manifest-Version", "\"etag\":")) {
                assertFalse(answer.contains(secret), target + ": " + answer);
            }
        }
    }

    /** What stays inside is what it means, once it is read as RFC 3986, 6.2.2 says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/legal/../faq/",
                "/legal/%2e%2e/faq/",
                "/./faq/",
                "/%66aq/",
                "/../faq/",
                "//faq/",
                "/faq/?../../conf/levqor.yaml",
                "http://other.example/faq/",
            })
    void isThePageThatItMeans(String target) throws Exception {
        String answer = answer("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200"), target + ": " + answer);
        assertTrue(answer.contains("<title>Questions: Levqor</title>"), target + ": " + answer);
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws Exception {
        try (var connection = edge.connect()) {
            byte[] overlong =
                    "GET /\u00c0\u00ae\u00c0\u00ae/conf/levqor.yaml HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1);
            String answer = connection.write(overlong).readToEnd();
            assertTrue(answer.startsWith("HTTP/1.1 404") || answer.startsWith("HTTP/1.1 400"), answer);
        }
        assertEquals(200, edge.get("/livez").statusCode());
    }

    private static String answer(String request) throws Exception {
        try (var connection = edge.connect()) {
            return connection.write(request).readToEnd();
        }
    }
}
