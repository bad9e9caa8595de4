package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Pauses, limits and priorities: what may run now, and what must wait. */
@ParameterizedClass
@EnumSource(
        value = Topology.class,
        names = {"SQLITE", "POSTGRES"})
class QueuesIT extends TopologyCase {
    private static final String FETCH = "/api/v1/queues/fetch/";

    @AfterEach
    void lift() throws Exception {
        Client.ok(client.put(FETCH + "limits", new JsonObject()));
        Client.ok(client.post(FETCH + "resume"));
    }

    @Test
    void aPausedWorkflowWaitsForItsResumption() throws Exception {
        JsonObject paused = Client.ok(client.post(FETCH + "pause"));
        assertEquals("fetch", paused.getString("workflow"));
        assertEquals(true, paused.getBoolean("paused"));
        String id = client.submit("fetch", upstream.payload("paused"));
        // Whoever is not paused overtakes it.
        client.await(client.submit("echo", new JsonObject()), "succeeded");
        JsonObject status = client.status(id);
        assertEquals("queued", status.getString("status"));
        assertEquals("paused", status.getJsonObject("waiting").getString("reason"));
        assertEquals(0, upstream.arrived("paused"));

        assertEquals(false, Client.ok(client.post(FETCH + "resume")).getBoolean("paused"));
        client.await(id, "succeeded");
    }

    @Test
    void neverMoreRunThanMay() throws Exception {
        Client.ok(client.put(FETCH + "limits", new JsonObject().put("max_running", 3)));
        upstream.hold("first");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(client.submit("fetch", upstream.payload("first")));
        }
        Eventually.await("three run", () -> upstream.arrived("first") == 3);
        for (int i = 0; i < 40; i++) {
            ids.add(client.submit("fetch", upstream.payload("others")));
        }
        Eventually.await("the others wait", () -> "concurrency_limit".equals(reason(ids.getLast())));
        JsonObject queue = queue("fetch");
        assertEquals(3, queue.getInteger("running"));
        assertEquals(40, queue.getInteger("queued"));
        assertEquals(3, queue.getJsonObject("limits").getInteger("max_running"));
        upstream.release("first");
        for (String id : ids) {
            client.await(id, "succeeded");
        }
        assertEquals(3, upstream.mostAtOnce());
    }

    @Test
    void oneKeyDoesNotTakeThePlacesOfAnother() throws Exception {
        Client.ok(client.put(FETCH + "limits", new JsonObject().put("max_running_per_key", 1)));
        upstream.hold("a");
        upstream.hold("b");
        String first = keyed("a");
        Eventually.await("one of a runs", () -> upstream.arrived("a") == 1);
        String second = keyed("a");
        String other = keyed("b");
        Eventually.await("one of b runs beside it", () -> upstream.arrived("b") == 1);
        assertEquals("concurrency_limit", reason(second));
        assertEquals(1, upstream.arrived("a"));
        upstream.release("a");
        upstream.release("b");
        for (String id : List.of(first, second, other)) {
            client.await(id, "succeeded");
        }
    }

    private String keyed(String key) throws Exception {
        return client.submit(Client.job("fetch", upstream.payload(key)).put("concurrency_key", key));
    }

    @Test
    void noMoreStartInAPeriodThanMay() throws Exception {
        Client.ok(client.put(FETCH + "limits", new JsonObject().put("rate", 2).put("rate_period_ms", 86_400_000)));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(client.submit("fetch", upstream.payload("rated")));
        }
        Eventually.await("two ran", () -> upstream.arrived("rated") == 2);
        Eventually.await("the rest waits", () -> "rate_limit".equals(reason(ids.getLast())));
        Client.ok(client.put(FETCH + "limits", new JsonObject()));
        for (String id : ids) {
            client.await(id, "succeeded");
        }
        assertEquals(4, upstream.arrived("rated"));
    }

    private String reason(String id) throws Exception {
        JsonObject waiting = client.status(id).getJsonObject("waiting");
        return waiting == null ? "" : waiting.getString("reason");
    }

    private JsonObject queue(String workflow) throws Exception {
        return Client.ok(client.get("/api/v1/queues")).getJsonArray("queues").stream()
                .map(JsonObject.class::cast)
                .filter(queue -> queue.getString("workflow").equals(workflow))
                .findFirst()
                .orElseThrow();
    }
}
