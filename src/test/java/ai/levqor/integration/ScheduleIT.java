package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs by the clock. A schedule's unit is the minute, so both databases wait for the same one. */
class ScheduleIT {
    private static final String PATH = "/api/v1/schedules/minutely";

    @Test
    void aScheduleMakesAJobWhenItsTimeComes() throws Exception {
        try (ServerProcess sqlite = Launch.on(Store.SQLITE).start();
                ServerProcess postgres = Launch.on(Store.POSTGRES).start()) {
            List<Client> clients = List.of(sqlite.client(), postgres.client());
            var schedule = new JsonObject()
                    .put("cron", "* * * * *")
                    .put("workflow", "echo")
                    .put("payload", new JsonObject().put("by", "clock"));
            for (Client client : clients) {
                JsonObject made = Client.ok(client.put(PATH, schedule));
                long next = made.getLong("next_run_at");
                assertEquals(0, next % 60);
                long seconds = next - Instant.now().getEpochSecond();
                assertTrue(seconds >= -1 && seconds <= 60, "due in " + seconds + " s");
                assertEquals("UTC", made.getString("time_zone"));
            }
            for (Client client : clients) {
                Eventually.await(
                        "a job was made",
                        Duration.ofSeconds(75),
                        () -> !ids(client).isEmpty());
                String id = ids(client).getLast();
                assertEquals(
                        new JsonObject().put("by", "clock"),
                        client.await(id, "succeeded").getJsonObject("result"));
                List<JsonObject> listed = listed(client);
                assertEquals(1, listed.size());
                assertTrue(ids(client).contains(listed.getFirst().getString("last_job_id")), listed::toString);
                assertEquals(new JsonObject().put("ok", true), Client.ok(client.delete(PATH)));
                assertEquals(404, client.delete(PATH).status());
                assertEquals(List.of(), listed(client));
            }
        }
    }

    /** The schedules but for that of a sample, which is switched off. */
    private static List<JsonObject> listed(Client client) throws IOException, InterruptedException {
        return Client.ok(client.get("/api/v1/schedules")).getJsonArray("schedules").stream()
                .map(JsonObject.class::cast)
                .filter(schedule -> schedule.getBoolean("enabled"))
                .toList();
    }

    /** The jobs, newest first; slow as this may be, the minute after makes one more. */
    private static List<String> ids(Client client) throws IOException, InterruptedException {
        return Client.ok(client.get("/api/v1/jobs")).getJsonArray("jobs").stream()
                .map(job -> ((JsonObject) job).getString("job_id"))
                .toList();
    }
}
