package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    private JsonObject event(String request) {
        return events().stream()
                .filter(one -> one.encode().contains(request))
                .findFirst()
                .orElseThrow(() -> new AssertionError(envelopes.toString()));
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
        JsonObject event = event("defect-1");
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

    @ParameterizedTest
    @EnumSource(Store.class)
    void aFailedStatementTellsWhatFailedAndWhere(Store store) throws Exception {
        Launch launch = launch().with(store.fresh()).with("LEVQOR_LOGGING_FORMAT", "json");
        try (var server = launch.start()) {
            execute(launch, "alter table referrals rename to elsewhere");
            var referral = new JsonObject().put("email", "ann@example.com").put("source", SECRET);
            var track = server.client()
                    .send(
                            "POST",
                            "/api/v1/referrals/track",
                            BodyPublishers.ofString(referral.encode()),
                            "X-Request-Id",
                            "track-1");
            assertEquals(500, track.status(), track.text());
            var list =
                    server.client().send("GET", "/api/v1/referrals", BodyPublishers.noBody(), "X-Request-Id", "list-1");
            assertEquals(500, list.status(), list.text());
            server.terminate();
            assertEquals(0, server.exit(), server::log);
            JsonObject logged = server.log()
                    .lines()
                    .filter(line -> line.contains("\"stack_trace\"") && line.contains("track-1"))
                    .map(JsonObject::new)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(server.log()));
            assertEquals("referrals.track", logged.getString("operation"));
            assertTrue(logged.getString("stack_trace").contains("at ai.levqor.referrals."), logged::encode);
        }
        assertTells("track-1", "referrals.track");
        assertTells("list-1", "referrals.list");
        String all = String.join("\n", envelopes);
        for (String secret : List.of(SECRET, "ann@example.com", "elsewhere")) {
            assertFalse(all.contains(secret), () -> secret + " in " + all);
        }
    }

    private void assertTells(String request, String operation) {
        JsonObject event = event(request);
        assertEquals(operation, event.getString("transaction"));
        assertEquals(operation, event.getJsonObject("tags").getString("operation"));
        assertTrue(event.getJsonArray("fingerprint").contains(operation), event::encode);
        boolean ours = event.getJsonObject("exception").getJsonArray("values").stream()
                .map(JsonObject.class::cast)
                .filter(thrown -> thrown.getJsonObject("stacktrace") != null)
                .flatMap(thrown -> thrown.getJsonObject("stacktrace").getJsonArray("frames").stream())
                .anyMatch(frame -> ((JsonObject) frame).getString("module").startsWith("ai.levqor.referrals."));
        assertTrue(ours, event::encode);
    }

    private static void breakDatabase(Launch launch) throws Exception {
        execute(launch, "alter table jobs rename to elsewhere");
    }

    private static void execute(Launch launch, String sql) throws Exception {
        String url = launch.settings().getOrDefault("LEVQOR_DATABASE_URL", "");
        try (var connection = DatabaseUrl.of(url, launch.data()).dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
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
