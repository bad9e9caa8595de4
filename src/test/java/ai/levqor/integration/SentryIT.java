package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.sql.DatabaseUrl;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Defects reach Sentry, scrubbed; the test plays Sentry. */
@SuppressWarnings("NullAway.Init") // set up before each test
class SentryIT {
    private static final String SECRET = "swordfish-4711";

    private final List<String> envelopes = new CopyOnWriteArrayList<>();
    private HttpServer sentry;

    @BeforeEach
    void ingest() throws IOException {
        sentry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sentry.createContext("/api/7/envelope/", exchange -> {
            try (var body = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                    ? new GZIPInputStream(exchange.getRequestBody())
                    : exchange.getRequestBody()) {
                envelopes.add(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        sentry.start();
    }

    @AfterEach
    void close() {
        sentry.stop(0);
    }

    private Launch launch() {
        return Launch.node()
                .with(
                        "LEVQOR_SENTRY_DSN",
                        "http://public@127.0.0.1:" + sentry.getAddress().getPort() + "/7");
    }

    private List<JsonObject> events() {
        return envelopes.stream()
                .map(envelope -> envelope.split("\n", -1))
                .filter(lines -> lines.length > 2 && lines[1].contains("\"event\""))
                .map(lines -> new JsonObject(lines[2]))
                .toList();
    }

    @Test
    void aDefectIsReportedWithoutAnybodysData() throws Exception {
        Launch launch = launch();
        try (var server = launch.start()) {
            breakDatabase(launch);
            var answer = server.client()
                    .send(
                            "POST",
                            "/api/v1/intake",
                            BodyPublishers.ofString(Client.job("noop", new JsonObject().put("password", SECRET))
                                    .put("callback_url", "https://example.com/" + SECRET)
                                    .encode()),
                            "X-Request-Id",
                            "defect-1",
                            "User-Agent",
                            SECRET);
            assertEquals(500, answer.status(), answer.text());
            server.terminate();
            assertEquals(0, server.exit(), server::log);
        }
        JsonObject event = events().stream()
                .filter(one -> one.encode().contains("defect-1"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(envelopes.toString()));
        assertEquals("defect-1", event.getJsonObject("tags").getString("request_id"));
        assertEquals("development", event.getString("environment"));
        assertTrue(event.getString("release").startsWith("levqor@"), event::encode);
        JsonObject thrown =
                event.getJsonObject("exception").getJsonArray("values").getJsonObject(0);
        assertTrue(thrown.getString("type").contains("Exception"), thrown::encode);
        assertTrue(thrown.getJsonObject("stacktrace").getJsonArray("frames").size() > 0, thrown::encode);
        String all = String.join("\n", envelopes);
        for (String secret : List.of(SECRET, Launch.KEY, "127.0.0.1", "no such table")) {
            assertTrue(!all.contains(secret), () -> secret + " in " + all);
        }
    }

    private static void breakDatabase(Launch launch) throws Exception {
        try (var connection = DatabaseUrl.of("", launch.data()).dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("alter table jobs rename to elsewhere");
        }
    }

    @Test
    void withoutADsnNothingOfSentryIsLoaded() throws Exception {
        Launch launch = Launch.node();
        ProcessBuilder process = launch.process();
        process.command().add(1, "-Xlog:class+load=info");
        Process server = process.start();
        var loaded = new StringBuilder();
        try (var lines = server.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                loaded.append(line).append('\n');
                if (line.startsWith("Levqor serves")) {
                    server.toHandle().destroy();
                }
            }
        } finally {
            server.destroyForcibly();
        }
        assertTrue(loaded.indexOf("ai.levqor.node.Node ") > 0);
        assertEquals(-1, loaded.indexOf("io.sentry."));
    }
}
