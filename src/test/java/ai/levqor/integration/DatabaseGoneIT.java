package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestPorts;
import ai.levqor.security.ApiKey;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PostgreSQL goes and comes back. */
class DatabaseGoneIT {
    private final int port = TestPorts.free();

    private EmbeddedPostgres postgres(Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .start();
    }

    @Test
    void intakeSaysSoAndRecoversByItself() throws Exception {
        Path data = Files.createTempDirectory("levqor-pg-");
        EmbeddedPostgres postgres = postgres(data);
        Launch launch = Launch.node()
                .with("LEVQOR_DATABASE_URL", "postgresql://postgres:postgres@localhost:" + port + "/postgres");
        try (var upstream = new Upstream();
                ServerProcess server = launch.start()) {
            Client client = server.client();
            var accepted = new ArrayList<String>();
            accepted.add(client.submit("echo", new JsonObject()));
            Client unknown = client.as(ApiKey.generate(ApiKey.Kind.TEST).text());
            assertEquals(
                    403,
                    unknown.post("/api/v1/intake", Client.job("echo", new JsonObject()))
                            .status());
            upstream.hold("across");
            accepted.add(client.submit("fetch", upstream.payload("across")));
            Eventually.await("it runs", () -> upstream.arrived("across") == 1);

            postgres.close();
            unavailable(client, List.of("GET /api/v1/status/" + accepted.getFirst(), "POST /api/v1/intake"));
            // Only the database can tell whose this key is; that it is nobody's is not known.
            unavailable(client.as(ApiKey.generate(ApiKey.Kind.TEST).text()), List.of("POST /api/v1/intake"));
            assertEquals(200, client.get("/health").status());
            // The job's result comes while there is nowhere to put it.
            upstream.release("across");
            unavailable(client, List.of("POST /api/v1/intake"));

            try (EmbeddedPostgres again = postgres(data)) {
                Eventually.await("intake works on port " + again.getPort() + "\n" + server.log(), () -> {
                    var answer = client.post("/api/v1/intake", Client.job("echo", new JsonObject()));
                    if (answer.status() == 202) {
                        accepted.add(answer.json().getString("job_id"));
                    }
                    return answer.status() == 202;
                });
                for (String id : accepted) {
                    client.await(id, "succeeded");
                }
                assertEquals(1, upstream.arrived("across"), "a result that was at hand is not computed again");
                server.terminate();
                assertEquals(0, server.exit(), server::log);
            }
        }
    }

    private static void unavailable(Client client, List<String> requests) throws Exception {
        for (String request : requests) {
            String[] parts = request.split(" ", 2);
            long asked = System.nanoTime();
            var answer = parts[0].equals("GET")
                    ? client.get(parts[1])
                    : client.post(parts[1], Client.job("echo", new JsonObject()));
            Duration took = Duration.ofNanos(System.nanoTime() - asked);
            assertEquals(503, answer.status(), request + ": " + answer.text());
            assertEquals("unavailable", answer.json().getString("error"));
            assertTrue(answer.headers().firstValueAsLong("Retry-After").orElse(0) >= 1, request);
            assertTrue(took.compareTo(Duration.ofSeconds(8)) < 0, request + " took " + took);
        }
    }
}
