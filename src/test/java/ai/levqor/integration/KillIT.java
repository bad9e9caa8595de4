package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kill -9: what was accepted is not lost. */
class KillIT {
    private static final int KILLS = 3;
    private static final int CLIENTS = 4;
    private static final int ACCEPTED_BETWEEN_KILLS = 80;

    @ParameterizedTest
    @EnumSource(Store.class)
    void noAcceptedJobIsLost(Store store) throws Exception {
        // More than a claim in the hands of the node at each kill, and attempts enough to survive all of them.
        Launch launch = Launch.on(store).shortLease().with("LEVQOR_JOBS_DEFAULT_MAX_ATTEMPTS", "20");
        Queue<String> accepted = new ConcurrentLinkedQueue<>();
        var stop = new AtomicBoolean();
        try (var upstream = new Upstream()) {
            ServerProcess server = launch.start();
            Client client = server.client();
            List<Thread> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> Thread.ofVirtual().start(() -> submit(client, upstream, accepted, stop)))
                    .toList();
            for (int i = 0; i < KILLS; i++) {
                int goal = accepted.size() + ACCEPTED_BETWEEN_KILLS + 37 * i;
                Eventually.await("clients are served", () -> accepted.size() >= goal);
                server.kill();
                server = launch.start();
            }
            stop.set(true);
            for (Thread thread : clients) {
                thread.join();
            }
            try (ServerProcess last = server) {
                allSucceed(last, accepted);
            }
        }
    }

    private static void submit(Client client, Upstream upstream, Queue<String> accepted, AtomicBoolean stop) {
        for (int i = 0; !stop.get(); i++) {
            String workflow = List.of("noop", "echo", "fetch").get(i % 3);
            JsonObject payload = workflow.equals("fetch") ? upstream.payload("killed") : new JsonObject().put("i", i);
            try {
                var answer = client.post("/api/v1/intake", Client.job(workflow, payload));
                if (answer.status() == 202) {
                    accepted.add(answer.json().getString("job_id"));
                }
            } catch (IOException dead) {
                Thread.onSpinWait(); // not acknowledged, so nothing is promised
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void allSucceed(ServerProcess server, Queue<String> accepted) throws Exception {
        Client client = server.client();
        Eventually.await("nothing waits or runs\n" + server.log(), Duration.ofSeconds(30), () -> open(client) == 0);
        for (String id : accepted) {
            assertEquals("succeeded", client.status(id).getString("status"), id);
        }
        assertTrue(accepted.size() > KILLS * ACCEPTED_BETWEEN_KILLS);
        // Answered or not: a stored job and the record of its submission share a commit.
        assertEquals(
                found(client, "/api/v1/jobs?limit=200", "jobs", "job_id"),
                found(client, "/api/v1/audit?operation=jobs.submit&outcome=ok&limit=200", "entries", "subject"));
    }

    private static Set<String> found(Client client, String path, String list, String name)
            throws IOException, InterruptedException {
        Set<String> found = new TreeSet<>();
        String cursor = "";
        while (cursor != null) {
            JsonObject page = Client.ok(client.get(path + (cursor.isEmpty() ? "" : "&cursor=" + cursor)));
            page.getJsonArray(list).forEach(one -> found.add(((JsonObject) one).getString(name)));
            cursor = page.getString("next_cursor");
        }
        return found;
    }

    private static int open(Client client) throws IOException, InterruptedException {
        int open = 0;
        for (String state : List.of("queued", "running")) {
            open += Client.ok(client.get("/api/v1/jobs?limit=1&state=" + state))
                    .getJsonArray("jobs")
                    .size();
        }
        return open;
    }

    @Test
    void withDefaultSettingsAJobOfADeadNodeRunsElsewhereWithinHalfAMinute() throws Exception {
        Launch launch = Launch.on(Store.POSTGRES);
        try (var upstream = new Upstream();
                ServerProcess first = launch.start()) {
            upstream.hold("orphan");
            String id = first.client().submit("fetch", upstream.payload("orphan"));
            Eventually.await("it runs", () -> upstream.arrived("orphan") == 1);
            try (ServerProcess second = launch.sibling().start()) {
                String node = second.client().full(id).getString("node");
                first.kill();
                long killed = System.nanoTime();
                Eventually.await(
                        "it runs on the other node", Duration.ofSeconds(30), () -> upstream.arrived("orphan") == 2);
                assertTrue(Duration.ofNanos(System.nanoTime() - killed).toSeconds() < 30);
                upstream.release("orphan");
                JsonObject result = second.client().await(id, "succeeded").getJsonObject("result");
                assertEquals(2, Upstream.arrival(result));
                JsonObject full = second.client().full(id);
                assertEquals(2, full.getInteger("attempt"));
                assertTrue(!full.getString("node", "").equals(node), full::encode);
                assertTrue(second.client()
                        .get("/api/v1/jobs/" + id + "/events")
                        .text()
                        .contains("rescued"));
            }
        }
    }
}
