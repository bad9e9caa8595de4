package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** kill -9 in the middle of a person's deletion: nobody was told that it is done, and the next one completes it. */
class ForgetKillIT {
    private static final int JOBS = 1000;

    @Test
    void aDeletionThatWasCutOffIsCompletedByAnother() throws Exception {
        Launch launch = Launch.on(Store.SQLITE);
        ServerProcess server = launch.start();
        Client client = server.client();
        String user = client.post("/api/v1/users/upsert", new JsonObject().put("email", "gone@example.com"))
                .json()
                .getJsonObject("user")
                .getString("id");
        JsonObject made = client.post(
                        "/api/v1/keys",
                        new JsonObject()
                                .put("name", "hers")
                                .put("scopes", new JsonArray().add("jobs:write").add("jobs:read"))
                                .put("user_id", user))
                .json();
        Client hers = client.as(made.getString("key"));
        var jobs = new JsonArray();
        for (int i = 0; i < JOBS; i++) {
            jobs.add(new JsonObject().put("workflow", "nobody.serves").put("payload", new JsonObject().put("n", i)));
        }
        assertEquals(
                202,
                hers.post("/api/v1/jobs/bulk", new JsonObject().put("jobs", jobs))
                        .status());
        String theirs = client.submit("nobody.serves", new JsonObject());

        CompletableFuture<Integer> told = CompletableFuture.supplyAsync(() -> {
            try {
                return client.delete("/api/v1/users/" + user).status();
            } catch (IOException | InterruptedException cut) {
                throw new IllegalStateException(cut);
            }
        });
        Eventually.await("the deletion is on its way", Duration.ofSeconds(30), () -> waiting(client) < JOBS);
        server.kill();
        assertThrows(ExecutionException.class, () -> told.get(30, TimeUnit.SECONDS), "nothing half is told as done");

        try (ServerProcess next = launch.start()) {
            Client after = next.client();
            Client.ok(after.get("/api/v1/users/" + user));
            JsonObject done = Client.ok(after.delete("/api/v1/users/" + user));
            assertEquals(
                    List.of(true, 1),
                    List.of(
                            done.getBoolean("deleted"),
                            done.getJsonObject("forgotten").getInteger("keys")));
            assertEquals(404, after.get("/api/v1/users/" + user).status());
            assertEquals(
                    403, after.as(made.getString("key")).get("/api/v1/jobs").status());
            JsonArray left = Client.ok(after.get("/api/v1/jobs?limit=200")).getJsonArray("jobs");
            assertEquals(
                    List.of(theirs),
                    left.stream()
                            .map(job -> ((JsonObject) job).getString("job_id"))
                            .toList());
            assertFalse(after.get("/api/v1/keys").text().contains(made.getString("key_id")));
        }
    }

    /** How many jobs wait that were not cancelled yet. */
    private static int waiting(Client client) throws IOException, InterruptedException {
        return Client.ok(client.get("/ops/queue_health")).getInteger("depth") - 1;
    }
}
