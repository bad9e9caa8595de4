package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Nodes that only work: the node that claimed their jobs lives, so no lease tells that one of them is gone. */
class WorkerNodeIT {
    private static final Duration TAKEN_BACK = Duration.ofSeconds(30);
    private static final JsonObject ELSEWHERE = new JsonObject().put("by", "another node");

    @Test
    void whatAKilledWorkerHadInHandRunsElsewhere() throws Exception {
        // A job's timeout is five minutes, so an early second attempt is not due to it.
        Launch launch = Launch.on(Store.SQLITE);
        ClusterPorts ports = ClusterPorts.free();
        try (var upstream = new Upstream();
                ServerProcess queue = ports.first(launch.arguments("run", "--except", "workers", "--cluster"))
                        .begin();
                ServerProcess worker = ports.second(launch.sibling().arguments("run", "--only", "workers", "--cluster"))
                        .begin()) {
            Client client = queue.awaitServing().client();
            worker.awaitServing();
            Eventually.await(
                    "it says that nobody can share its database",
                    () -> queue.log().contains("LEVQOR_DATABASE_URL"));
            assertFalse(worker.log().contains("SQLite database"), worker::log);
            upstream.hold("orphan");
            String orphan = client.submit("fetch", upstream.payload("orphan"));
            Eventually.await("it runs", () -> upstream.arrived("orphan") == 1);

            var peer = new BusPeer(ports.members());
            var taken = new AtomicInteger();
            for (String workflow : new String[] {"fetch", "echo"}) {
                BusPeer.get(peer.bus()
                        .consumer("workers." + workflow, message -> {
                            taken.incrementAndGet();
                            message.reply(ELSEWHERE);
                        })
                        .completion());
            }
            worker.kill();
            long at = System.nanoTime();
            Eventually.await("it runs elsewhere", TAKEN_BACK, () -> taken.get() == 1);
            assertTrue(System.nanoTime() - at < TAKEN_BACK.toNanos());
            JsonObject ended = client.await(orphan, "succeeded");
            assertEquals(ELSEWHERE, ended.getJsonObject("result"));
            assertEquals(2, client.full(orphan).getInteger("attempt"));
            JsonArray history =
                    Client.ok(client.get("/api/v1/jobs/" + orphan + "/events")).getJsonArray("events");
            assertTrue(
                    history.stream().anyMatch(event -> "rescued".equals(((JsonObject) event).getString("type"))),
                    history::encode);

            // The bus may still know the dead node's worker: nothing is sent there.
            for (int i = 0; i < 20; i++) {
                String next = client.submit("echo", new JsonObject());
                client.await(next, "succeeded");
                assertEquals(1, client.full(next).getInteger("attempt"));
            }
            peer.close();
        }
    }
}
