package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flood meets a database that is slow for a moment: what is too much is refused at once, the rest is kept. */
class OverloadIT {
    private static final int FLOOD = 60;
    private static final int LIMIT = 8;

    @ParameterizedTest
    @ValueSource(strings = {"LEVQOR_JOBS_MAX_WAITING", "LEVQOR_BUS_MAX_IN_FLIGHT"})
    void whatIsTooMuchIsRefusedAndTheRestIsKept(String setting) throws Exception {
        Launch launch = Launch.node().with(Map.of(setting, LIMIT + "", "LEVQOR_HTTP_INSTANCES", "1"));
        try (ServerProcess server = launch.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + launch.data().resolve("levqor.db"));
                Statement slow = connection.createStatement()) {
            Client client = server.client();
            slow.execute("begin immediate"); // the one who may write, until it commits
            var answered = new AtomicInteger();
            List<Future<Client.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < FLOOD; i++) {
                JsonObject job = Client.job("nobody.floods", new JsonObject().put("n", i));
                answers.add(threads.submit(() -> {
                    Client.Answer answer = client.post("/api/v1/intake", job);
                    answered.incrementAndGet();
                    return answer;
                }));
            }
            // One flush under way, and what may wait: nobody else is kept waiting for the database.
            Eventually.await("the others are refused", () -> answered.get() > 0);
            slow.execute("commit");

            Set<String> accepted = new HashSet<>();
            int refused = 0;
            for (Future<Client.Answer> each : answers) {
                Client.Answer answer = each.get();
                if (answer.status() == 202) {
                    accepted.add(answer.json().getString("job_id"));
                } else {
                    refused++;
                    assertEquals(503, answer.status(), answer.text());
                    assertEquals("overloaded", answer.json().getString("error"));
                    int after = Integer.parseInt(
                            answer.headers().firstValue("Retry-After").orElseThrow());
                    assertTrue(after >= 1, "Retry-After: " + after);
                }
            }
            assertTrue(refused > 0);
            assertTrue(accepted.size() >= LIMIT, accepted.size() + " accepted");
            assertEquals(accepted, stored(client));
            assertEquals(
                    202,
                    client.post("/api/v1/intake", Client.job("noop", new JsonObject()))
                            .status());
        }
    }

    private static Set<String> stored(Client client) throws Exception {
        JsonArray jobs = Client.ok(client.get("/api/v1/jobs?limit=200&workflow=nobody.floods"))
                .getJsonArray("jobs");
        Set<String> ids = new HashSet<>();
        jobs.forEach(job -> ids.add(((JsonObject) job).getString("job_id")));
        return ids;
    }
}
