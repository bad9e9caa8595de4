package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of one job, as a client sees it. */
@ParameterizedClass
@EnumSource(Topology.class)
class JobLifeIT extends TopologyCase {
    private static final Set<String> STATUS = Set.of("job_id", "status", "created_at", "result", "error");
    private static final Set<String> WAITING = Set.of("job_id", "status", "created_at", "result", "error", "waiting");

    @Test
    void goesFromQueuedToRunningToSucceeded() throws Exception {
        upstream.hold("slow");
        long before = Instant.now().getEpochSecond();
        var accepted = client.post("/api/v1/intake", Client.job("fetch", upstream.payload("slow")));
        assertEquals(202, accepted.status(), accepted.text());
        String id = accepted.json().getString("job_id");
        assertEquals(new JsonObject().put("job_id", id).put("status", "queued"), accepted.json());
        assertEquals(7, UUID.fromString(id).version());

        JsonObject running = client.await(id, "running");
        assertEquals(STATUS, running.fieldNames());
        assertNull(running.getValue("result"));
        assertNull(running.getValue("error"));
        assertEquals(id, running.getString("job_id"));
        long created =
                assertInstanceOf(Number.class, running.getValue("created_at")).longValue();
        assertTrue(created >= before && created <= Instant.now().getEpochSecond(), running::encode);

        upstream.release("slow");
        JsonObject ended = client.await(id, "succeeded");
        assertEquals(STATUS, ended.fieldNames());
        assertNull(ended.getValue("error"));
        assertEquals(1, Upstream.arrival(ended.getJsonObject("result")));
        assertEquals(created, ended.getNumber("created_at").longValue());
    }

    @Test
    void answersWithWhatTheWorkerAnswered() throws Exception {
        var payload = new JsonObject()
                .put("text", "Grüße \u0007 \uD83D\uDE80 \"quoted\"")
                .put("number", 12.5)
                .put("big", 9_007_199_254_740_993L)
                .putNull("nothing")
                .put("list", new JsonArray().add(1).add(new JsonObject().put("deep", true)));
        assertEquals(
                payload,
                client.await(client.submit("echo", payload), "succeeded").getJsonObject("result"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"01987a3e-5c1b-7d42-9f30-6b8a2c4d5e6f", "no-uuid", "1-1-1-1-1", "%C3%A4"})
    void tellsOfAnUnknownJobByItsId(String id) throws Exception {
        String decoded = id.startsWith("%") ? "ä" : id;
        var expected = new JsonObject().put("error", "not_found").put("job_id", decoded);
        for (String path : List.of("/api/v1/status/" + id, "/api/v1/jobs/" + id, "/api/v1/jobs/" + id + "/events")) {
            var answer = client.get(path);
            assertEquals(404, answer.status(), path);
            assertEquals(expected, answer.json(), path);
        }
        for (String verb : List.of("cancel", "retry")) {
            var answer = client.post("/api/v1/jobs/" + id + "/" + verb);
            assertEquals(404, answer.status(), verb);
            assertEquals(expected, answer.json(), verb);
        }
    }

    @Test
    void anybodyMayAskForAStatus() throws Exception {
        String id = client.submit("echo", new JsonObject());
        assertEquals(200, client.as("").get("/api/v1/status/" + id).status());
    }

    @Test
    void developmentCompletesByHand() throws Exception {
        String id = client.submit("nobody.completes", new JsonObject());
        var result = new JsonObject().put("by", "hand");
        var body = new JsonObject().put("result", result);
        assertEquals(new JsonObject().put("ok", true), Client.ok(client.post("/api/v1/_dev/complete/" + id, body)));
        JsonObject status = client.status(id);
        assertEquals("succeeded", status.getString("status"));
        assertEquals(result, status.getJsonObject("result"));
        assertEquals(409, client.post("/api/v1/_dev/complete/" + id, body).status());
        assertEquals(
                403, client.as("").post("/api/v1/_dev/complete/" + id, body).status());
    }

    @Test
    void whatNobodyServesStaysQueuedAndSaysWhy() throws Exception {
        String id = client.submit("nobody.serves", new JsonObject());
        long end = System.nanoTime() + Duration.ofMillis(1_600).toNanos(); // the queue has looked twice by then
        do {
            JsonObject status = client.status(id);
            assertEquals("queued", status.getString("status"));
            assertEquals("no_worker", status.getJsonObject("waiting").getString("reason"));
        } while (System.nanoTime() < end);
        JsonObject queue = Client.ok(client.get("/api/v1/queues?limit=200")).getJsonArray("queues").stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("workflow").equals("nobody.serves"))
                .findFirst()
                .orElseThrow();
        assertEquals(false, queue.getBoolean("served"));
        client.post("/api/v1/jobs/" + id + "/cancel");
    }

    @Test
    void aWorkerThatRefusesEndsTheJobAtOnce() throws Exception {
        String id = client.submit("fetch", upstream.payload("status-404"));
        JsonObject failed = client.await(id, "failed");
        assertNull(failed.getValue("result"));
        assertTrue(failed.getJsonObject("error").containsKey("code"), failed::encode);
        assertTrue(failed.getJsonObject("error").containsKey("message"), failed::encode);
        assertEquals(1, upstream.arrived("status-404"));
    }

    @Test
    void aWorkerThatFailsIsTriedAgain() throws Exception {
        String id = client.submit(
                Client.job("fetch", upstream.payload("status-500")).put("max_attempts", 3));
        client.await(id, "failed");
        assertEquals(3, upstream.arrived("status-500"));
        assertEquals(
                List.of(
                        "accepted 0",
                        "started 1",
                        "attempt_failed 1",
                        "started 2",
                        "attempt_failed 2",
                        "started 3",
                        "failed 3"),
                events(id));
    }

    @Test
    void aSilentWorkerTimesOut() throws Exception {
        upstream.hold("silent");
        String id = client.submit(Client.job("fetch", upstream.payload("silent"))
                .put("max_attempts", 1)
                .put("timeout_ms", 300));
        assertEquals(
                "timed_out", client.await(id, "failed").getJsonObject("error").getString("code"));
    }

    @Test
    void cancelEndsAJobThatWaitsAndOneThatRuns() throws Exception {
        String waits = client.submit("nobody.cancels", new JsonObject());
        assertEquals(
                "cancelled",
                Client.ok(client.post("/api/v1/jobs/" + waits + "/cancel")).getString("status"));

        upstream.hold("cancelled");
        String runs = client.submit("fetch", upstream.payload("cancelled"));
        Eventually.await("the job runs", () -> upstream.arrived("cancelled") == 1);
        assertEquals(
                "cancelled",
                Client.ok(client.post("/api/v1/jobs/" + runs + "/cancel")).getString("status"));
        upstream.release("cancelled");
        client.await(client.submit("fetch", upstream.payload("after")), "succeeded");
        JsonObject status = client.status(runs);
        assertEquals("cancelled", status.getString("status"));
        assertNull(status.getValue("result"));
        assertEquals(409, client.post("/api/v1/jobs/" + runs + "/cancel").status());
        assertEquals(List.of("accepted 0", "started 1", "cancelled 1"), events(runs));
    }

    @Test
    void retryRunsAFailedJobAgain() throws Exception {
        String id = client.submit("fetch", upstream.payload("status-410"));
        client.await(id, "failed");
        var again = client.post("/api/v1/jobs/" + id + "/retry");
        assertEquals(202, again.status(), again.text());
        assertEquals(id, again.json().getString("job_id"));
        Eventually.await("it ran again", () -> upstream.arrived("status-410") == 2);
        client.await(id, "failed");
        assertEquals(List.of("accepted 0", "started 1", "failed 1", "retried 1", "started 2", "failed 2"), events(id));

        String succeeded = client.submit("echo", new JsonObject());
        client.await(succeeded, "succeeded");
        assertEquals(409, client.post("/api/v1/jobs/" + succeeded + "/retry").status());
    }

    @Test
    void runAtHoldsAJobBack() throws Exception {
        double at = Instant.now().toEpochMilli() / 1000.0 + 1.5;
        String id = client.submit(Client.job("fetch", upstream.payload("later")).put("run_at", at));
        JsonObject waits = client.status(id);
        assertEquals(WAITING, waits.fieldNames());
        assertEquals("scheduled", waits.getJsonObject("waiting").getString("reason"));
        Eventually.await("it is called", () -> upstream.arrived("later") == 1);
        assertTrue(Instant.now().toEpochMilli() / 1000.0 >= at, "started before its time");
        client.await(id, "succeeded");
    }

    @Test
    void aWorkflowThatNobodyServesWaits() throws Exception {
        String id = client.submit("nobody." + topology, new JsonObject());
        Eventually.await("the status says so", () -> {
            JsonObject status = client.status(id);
            return status.getString("status").equals("queued")
                    && status.fieldNames().equals(WAITING)
                    && status.getJsonObject("waiting").getString("reason").equals("no_worker");
        });
    }

    private List<String> events(String id) throws Exception {
        return Client.ok(client.get("/api/v1/jobs/" + id + "/events")).getJsonArray("events").stream()
                .map(JsonObject.class::cast)
                .map(event -> event.getString("type") + " " + event.getInteger("attempt"))
                .toList();
    }
}
