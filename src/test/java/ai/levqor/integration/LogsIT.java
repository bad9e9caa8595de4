package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each request leaves one line that tells what is needed, and nothing that is secret. */
class LogsIT {
    private static final String SECRET = "swordfish-4711";
    private static final Map<String, String> JSON = Map.of("LEVQOR_LOGGING_FORMAT", "json");

    private static Stream<JsonObject> lines(ServerProcess server) {
        return server.log().lines().filter(line -> line.startsWith("{")).map(JsonObject::new);
    }

    private static JsonObject line(ServerProcess server, String request) {
        List<JsonObject> found = lines(server)
                .filter(line -> request.equals(line.getString("request_id")))
                .toList();
        assertEquals(1, found.size(), server::log);
        return found.getFirst();
    }

    @Test
    void aLineTellsWhoAskedForWhatAndHowItWent() throws Exception {
        try (var server = Launch.node().with(JSON).start()) {
            var client = server.client();
            var answer = client.send(
                    "POST",
                    "/api/v1/intake",
                    BodyPublishers.ofString(Client.job("noop", new JsonObject()).encode()),
                    "X-Request-Id",
                    "one",
                    "User-Agent",
                    "shop/2.1");
            client.send(
                    "GET",
                    "/api/v1/status/" + answer.json().getString("job_id"),
                    BodyPublishers.noBody(),
                    "X-Request-Id",
                    "two");
            client.as("").send("POST", "/api/v1/queues/a/pause", BodyPublishers.noBody(), "X-Request-Id", "three");
            client.send("GET", "/nowhere/" + SECRET, BodyPublishers.noBody(), "X-Request-Id", "four");
            stop(server);

            JsonObject one = line(server, "one");
            assertEquals("INFO", one.getString("level"));
            assertEquals("POST", one.getString("method"));
            assertEquals("/api/v1/intake", one.getString("route"));
            assertEquals(202, one.getInteger("status"));
            assertEquals("127.0.0.1", one.getString("address"));
            assertEquals("shop/2.1", one.getString("user_agent"));
            assertTrue(one.getString("caller").startsWith("key_"), one::encode);
            assertTrue(one.getDouble("duration_ms") > 0 && one.getInteger("bytes") > 0, one::encode);
            assertEquals("/api/v1/status/{job_id}", line(server, "two").getString("route"));
            assertEquals(403, line(server, "three").getInteger("status"));
            assertEquals("-", line(server, "four").getString("route"));
            assertEquals(404, line(server, "four").getInteger("status"));
            assertTrue(!server.log().contains(SECRET), server::log);
        }
    }

    @Test
    void stdoutIsTheLogAndNothingElse() throws Exception {
        Launch launch = Launch.node().with(JSON);
        Path log = launch.data().resolve("stdout");
        Path said = launch.data().resolve("stderr");
        Process server = launch.process()
                .redirectErrorStream(false)
                .redirectOutput(log.toFile())
                .redirectError(said.toFile())
                .start();
        try {
            Eventually.await("it serves", () -> Files.readString(said).contains("Levqor serves "));
            new Client("http://127.0.0.1:" + launch.port(), Launch.KEY).get("/api/v1/jobs");
        } finally {
            server.toHandle().destroy();
            server.waitFor();
        }
        List<JsonObject> lines =
                Files.readAllLines(log).stream().map(JsonObject::new).toList();
        assertTrue(lines.stream().anyMatch(line -> "/api/v1/jobs".equals(line.getString("route"))), lines::toString);
    }

    private static void stop(ServerProcess server) {
        server.terminate();
        assertEquals(0, server.exit(), server::log);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void nothingSecretIsWritten(String format) throws Exception {
        Launch launch = Launch.node().with(Map.of("LEVQOR_LOGGING_FORMAT", format, "LEVQOR_LOGGING_LEVEL", "debug"));
        try (var server = launch.start()) {
            var client = server.client();
            String body =
                    Client.job("noop", new JsonObject().put("password", SECRET)).encode();
            for (String path : List.of("/api/v1/intake?token=" + SECRET, "/" + SECRET, "/api/v1/status/" + SECRET)) {
                for (String key : List.of(Launch.KEY, SECRET, "")) {
                    for (String sent : List.of(body, SECRET, "{\"" + SECRET + "\":1}")) {
                        client.as(key)
                                .send(
                                        path.contains("intake") ? "POST" : "GET",
                                        path,
                                        BodyPublishers.ofString(sent),
                                        "Authorization",
                                        "Bearer " + SECRET,
                                        "Cookie",
                                        "session=" + SECRET,
                                        "X-Request-Id",
                                        SECRET + " with a blank");
                    }
                }
            }
            raw(launch.port(), request("/" + SECRET, "Broken " + SECRET));
            stop(server);
            assertTrue(server.log().contains("/api/v1/intake"), server::log);
            assertTrue(!server.log().contains(SECRET), server::log);
            assertTrue(!server.log().contains(Launch.KEY), server::log);
            assertTrue(!server.log().contains(launch.settings().get("LEVQOR_SECRET")), server::log);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void aClientCannotWriteLinesOfItsOwn(String format) throws Exception {
        Launch launch = Launch.node().with("LEVQOR_LOGGING_FORMAT", format);
        try (var server = launch.start()) {
            for (String agent : List.of("a\tb\u0085forged\u009b2J\"} {", "a\u001b[2J\u007f", "a\n forged")) {
                raw(launch.port(), request("/health", "User-Agent: " + agent));
            }
            stop(server);
            // What the virtual machine itself prints, when it is asked for a dump of its threads, is no matter here.
            List<String> entries = server.log()
                    .lines()
                    .filter(line -> Stream.of("forged", "[2J", "/health").anyMatch(line::contains))
                    .toList();
            for (String line : entries) {
                assertTrue(line.matches(format.equals("json") ? "\\{.*}" : "\\d\\d:\\d\\d:\\d\\d.*"), line);
                assertTrue(line.chars().noneMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0)), line);
            }
            assertTrue(
                    server.log().chars().noneMatch(c -> c == 0x1b || (c >= 0x7f && c < 0xa0)), "what a terminal obeys");
            assertTrue(server.log().contains("/health"), server::log);
        }
    }

    private static String request(String path, String header) {
        return String.join("\r\n", "GET " + path + " HTTP/1.1", "Host: a", "Connection: close", header, "", "");
    }

    private static void raw(int port, String request) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            assertTrue(socket.getInputStream().readAllBytes().length > 0);
        }
    }

    @Test
    void productionWritesJson() throws Exception {
        Launch launch = Launch.node()
                .with(Map.of(
                        "LEVQOR_PROFILE", "production", "LEVQOR_API_KEYS", "k".repeat(10) + "-3f9c1d7be0a84256-ab5d"));
        try (var server = launch.start()) {
            server.client().get("/health");
            stop(server);
            assertTrue(lines(server).anyMatch(line -> "/health".equals(line.getString("route"))), server::log);
        }
    }
}
