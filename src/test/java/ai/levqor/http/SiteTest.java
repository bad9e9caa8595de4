package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the files of the site are served. */
class SiteTest {
    private static final String SWAGGER_UI = "/webjars/swagger-ui/5.34.1/swagger-ui-bundle.js";
    private static final List<String> PAGES = List.of(
            "/index.html",
            "/404.html",
            "/faq/index.html",
            "/legal/privacy.html",
            "/legal/terms.html",
            "/legal/cookies.html",
            "/sign-in.html",
            "/auth/link.html",
            "/auth/failed.html",
            "/docs/index.html",
            "/docs/postman/index.html",
            "/dashboard/index.html",
            "/dashboard/key.html",
            "/redoc/index.html");

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
    @CsvSource({
        "/faq/index.html, text/html; charset=utf-8",
        "/site.css, text/css; charset=utf-8",
        "/docs/swagger.js, text/javascript; charset=utf-8",
        "/robots.txt, text/plain; charset=utf-8",
        "/favicon.svg, image/svg+xml",
        "/favicon.ico, image/vnd.microsoft.icon",
        "/docs/postman/collection.json, application/json",
        "/.well-known/security.txt, text/plain; charset=utf-8",
    })
    void eachFileHasItsType(String path, String type) throws Exception {
        var response = edge.get(path);
        assertEquals(200, response.statusCode());
        assertEquals(type, header(response, "content-type"));
        assertEquals("nosniff", header(response, "x-content-type-options"));
        assertFalse(response.body().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/faq/", "/docs/docs.css", "/legal/terms.html", SWAGGER_UI})
    void theFormsOfAFileAreTheSameBytes(String path) throws Exception {
        var plain = bytes(path, "identity");
        assertTrue(plain.headers().firstValue("content-encoding").isEmpty());
        var gzip = bytes(path, "deflate, gzip;q=0.5");
        assertEquals("gzip", header(gzip, "content-encoding"));
        assertArrayEquals(plain.body(), read(new GZIPInputStream(new ByteArrayInputStream(gzip.body()))));
        assertTrue(gzip.body().length < plain.body().length);
        assertNotEquals(header(plain, "etag"), header(gzip, "etag"));
        assertEquals(List.of("accept-encoding"), gzip.headers().allValues("vary"));
        assertEquals(List.of("accept-encoding"), plain.headers().allValues("vary"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/faq/index.html.br", "/faq/index.html.gz", "/webroot.json", "/webroot/index.html"})
    void whatTheBuildPutsBesideThemIsNoFileOfItsOwn(String path) throws Exception {
        assertEquals(404, edge.get(path).statusCode());
    }

    @Test
    void brotliIsPreferredAndTheSame() throws Exception {
        Brotli4jLoader.ensureAvailability();
        var plain = bytes(SWAGGER_UI, "identity");
        var brotli = bytes(SWAGGER_UI, "gzip, deflate, br, zstd");
        assertEquals("br", header(brotli, "content-encoding"));
        assertArrayEquals(plain.body(), read(new BrotliInputStream(new ByteArrayInputStream(brotli.body()))));
        assertEquals(
                "gzip", header(bytes(SWAGGER_UI, "gzip, br;q=0"), "content-encoding"), "what has q=0 is not accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip", "br"})
    void whoHasAFileGetsItNoMore(String coding) throws Exception {
        String etag = header(bytes("/site.css", coding), "etag");
        assertTrue(etag.matches("\"[0-9a-f]{32}(-gzip|-br)?\""), etag);
        var again = edge.get("/site.css", "Accept-Encoding", coding, "If-None-Match", "\"x\", " + etag);
        assertEquals(304, again.statusCode());
        assertEquals(etag, header(again, "etag"));
        assertEquals("no-cache", header(again, "cache-control"));
        assertTrue(again.headers().firstValue("content-type").isEmpty());
    }

    @Test
    void whatHasAVersionInItsAddressIsKept() throws Exception {
        assertEquals("public, max-age=31536000, immutable", header(edge.get(SWAGGER_UI), "cache-control"));
        assertEquals("no-cache", header(edge.get("/site.css"), "cache-control"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/faq", "/faq/"})
    void aFolderIsItsPage(String path) throws Exception {
        assertEquals(edge.get("/faq/index.html").body(), edge.get(path).body());
    }

    @Test
    void headHasTheHeadersAlone() throws Exception {
        var get = edge.get("/faq/");
        var head = edge.send("HEAD", "/faq/", "");
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
        for (String name : List.of("content-length", "etag", "content-type", "cache-control")) {
            assertEquals(header(get, name), header(head, name), name);
        }
    }

    @Test
    void filesAreOnlyRead() throws Exception {
        var response = edge.post("/faq/", "{}");
        assertEquals(405, response.statusCode());
        assertEquals("GET, HEAD, OPTIONS", header(response, "allow"));
    }

    @Test
    void theRootIsAPageForBrowsers() throws Exception {
        var response = edge.get("/", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertTrue(response.body().startsWith("<!doctype html>"), response.body());
        assertEquals(
                Set.of("accept", "accept-encoding"),
                Set.copyOf(response.headers().allValues("vary")));
    }

    @Test
    void whatIsNotThereIsAPageForBrowsersAndJsonForOthers() throws Exception {
        var page = edge.get("/nothing", "Accept", "text/html,*/*;q=0.8");
        assertEquals(404, page.statusCode());
        assertEquals("text/html; charset=utf-8", header(page, "content-type"));
        assertEquals("no-store", header(page, "cache-control"));
        assertEquals(
                404,
                edge.get("/nothing", "Accept", "text/html", "If-None-Match", "*")
                        .statusCode());
        for (String accept : List.of("*/*", "application/json", "application/json, text/html;q=0.5")) {
            var json = edge.get("/nothing", "Accept", accept);
            assertEquals(404, json.statusCode());
            assertEquals("{\"error\":\"not_found\"}", json.body());
        }
        assertEquals(
                "{\"error\":\"not_found\"}",
                edge.post("/nothing", "", "Accept", "text/html").body());
    }

    @Test
    void eachPageSaysWhatItMayLoad() throws Exception {
        for (String path : PAGES) {
            String policy = header(edge.get(path), "content-security-policy");
            assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'"), policy);
            assertFalse(policy.contains("unsafe-eval") || policy.contains("http") || policy.contains("*"), policy);
            boolean reference = path.equals("/docs/index.html") || path.equals("/redoc/index.html");
            assertEquals(reference, policy.contains("'unsafe-inline'"), path);
        }
        assertEquals(
                header(edge.get("/faq/"), "content-security-policy"),
                header(edge.get("/docs/bus"), "content-security-policy"));
    }

    @Test
    void pagesHaveNothingInlineAndAreWhole() throws Exception {
        for (String path : PAGES) {
            String page = edge.get(path).body();
            assertTrue(page.contains("<html lang=\"en\">") && page.contains("<main id=\"main\""), path);
            assertTrue(page.contains("class=\"skip\" href=\"#main\""), path);
            assertTrue(page.contains("<h1") || path.startsWith("/redoc/"), "ReDoc has a heading of its own");
            assertFalse(page.contains("{{"), path + " has a placeholder left");
            assertFalse(page.contains("<style") || page.contains(" style=") || page.contains("javascript:"), path);
            assertFalse(
                    Pattern.compile("<script(?![^>]* src=)| on[a-z]+=")
                            .matcher(page)
                            .find(),
                    path);
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws Exception {
        Set<String> links = new HashSet<>();
        for (String path : PAGES) {
            Pattern.compile("(?:href|src)=\"([^\"]*)\"")
                    .matcher(edge.get(path).body())
                    .results()
                    .map(found -> found.group(1))
                    .filter(link -> link.startsWith("/"))
                    .forEach(links::add);
        }
        assertTrue(links.size() > 15, links::toString);
        for (String link : links) {
            assertEquals(200, edge.get(link).statusCode(), link);
        }
    }

    @Test
    void theOperatorsAddressIsWhereItBelongs() throws Exception {
        for (String path : List.of("/legal/privacy.html", "/legal/terms.html", "/legal/cookies.html")) {
            String page = edge.get(path).body();
            assertTrue(page.contains("<a href=\"mailto:security@example.com\">security@example.com</a>"), path);
        }
        assertTrue(edge.get("/.well-known/security.txt").body().startsWith("Contact: mailto:security@example.com\n"));
    }

    @Test
    void securityTxtIsAlwaysInForce() throws Exception {
        var answer = edge.get("/.well-known/security.txt");
        String etag = answer.headers().firstValue("etag").orElseThrow();
        var again =
                HttpRequest.newBuilder(edge.uri("/.well-known/security.txt")).header("If-None-Match", etag);
        assertEquals(
                304,
                edge.http
                        .send(again.build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode());
        String text = answer.body();
        Instant expires = Instant.parse(Pattern.compile("(?m)^Expires: (.*)$")
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1));
        Duration left = Duration.between(Instant.now(), expires);
        assertTrue(left.compareTo(Duration.ofDays(170)) > 0, "expires " + expires);
        assertTrue(left.compareTo(Duration.ofDays(365)) < 0, "RFC 9116 advises less than a year: " + expires);
    }

    private static HttpResponse<byte[]> bytes(String path, String codings) throws Exception {
        var request = HttpRequest.newBuilder(edge.uri(path)).header("Accept-Encoding", codings);
        var response = edge.http.send(request.build(), BodyHandlers.ofByteArray());
        assertEquals(200, response.statusCode(), path);
        return response;
    }

    private static byte[] read(InputStream in) throws Exception {
        try (in) {
            return in.readAllBytes();
        }
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }
}
