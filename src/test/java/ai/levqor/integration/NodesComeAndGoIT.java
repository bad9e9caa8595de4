package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestPorts;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A cluster of three nodes under load, of which any may go. Leases and timeouts are those of the defaults. */
@TestMethodOrder(OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // set before the first test
class NodesComeAndGoIT {
    private static final Duration TAKEN_BACK = Duration.ofSeconds(30);

    private static final List<Launch> LAUNCHES = new ArrayList<>();
    private static final List<ServerProcess> NODES = new ArrayList<>();

    @BeforeAll
    static void start() {
        List<Integer> ports = Stream.generate(TestPorts::free).limit(3).toList();
        String members =
                String.join(",", ports.stream().map(port -> "127.0.0.1:" + port).toList());
        Launch launch =
                Launch.on(Store.POSTGRES).arguments("run", "--only", "audit,keys,workers,jobs,ops,http", "--cluster");
        for (int port : ports) {
            LAUNCHES.add(
                    launch.sibling().with(Map.of("LEVQOR_CLUSTER_PORT", port + "", "LEVQOR_CLUSTER_MEMBERS", members)));
        }
        LAUNCHES.forEach(one -> NODES.add(one.begin()));
        NODES.forEach(ServerProcess::awaitServing);
    }

    @AfterAll
    static void stop() {
        NODES.forEach(ServerProcess::close);
    }

    private static List<String> bases() {
        return NODES.stream().map(node -> node.client().base()).toList();
    }

    @Test
    @Order(1)
    void aKilledNodeTakesOnlyItsConnectionsWithIt() throws Exception {
        try (var upstream = new Upstream();
                var load = new ClusterLoad(bases())) {
            upstream.hold("orphan");
            String orphan = NODES.getFirst().client().submit("fetch", upstream.payload("orphan"));
            Eventually.await("it runs", () -> upstream.arrived("orphan") == 1);
            int victim = indexOf(NODES.getFirst().client().full(orphan).getString("node"));
            load.awaitAccepted(300);

            ServerProcess killed = NODES.get(victim);
            killed.kill();
            long at = System.nanoTime();
            Eventually.await("its job runs elsewhere", TAKEN_BACK, () -> upstream.arrived("orphan") == 2);
            assertTrue(System.nanoTime() - at < TAKEN_BACK.toNanos());
            upstream.release("orphan");
            load.awaitAccepted(300);
            NODES.set(victim, LAUNCHES.get(victim).start());
            load.awaitAccepted(300);
            load.end();

            String base = killed.client().base();
            assertEquals(
                    List.of(),
                    load.failures().stream()
                            .filter(failed -> !failed.base().equals(base))
                            .toList());
            allSucceed(load.accepted());
            allSucceed(List.of(orphan));
        }
    }

    @Test
    @Order(2)
    void aRollingRestartFailsNoRequestAndLosesNoJob() throws Exception {
        try (var load = new ClusterLoad(bases())) {
            load.awaitAccepted(100);
            for (int i = 0; i < NODES.size(); i++) {
                NODES.get(i).terminate();
                assertEquals(0, NODES.get(i).exit(), NODES.get(i)::log);
                load.awaitAccepted(100);
                NODES.set(i, LAUNCHES.get(i).start());
                load.awaitAccepted(100);
            }
            load.end();
            assertEquals(List.of(), load.failures());
            allSucceed(load.accepted());
        }
    }

    /** The place of the process that calls itself {@code node}. */
    private static int indexOf(String node) throws Exception {
        Client client = NODES.getFirst().client();
        String name = Client.ok(client.get("/api/v1/nodes")).getJsonArray("nodes").stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("node_id").equals(node))
                .map(one -> one.getString("name"))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < NODES.size(); i++) {
            if (name.endsWith(":" + NODES.get(i).pid())) {
                return i;
            }
        }
        throw new AssertionError("no process is " + name);
    }

    private static void allSucceed(List<String> jobs) throws Exception {
        Client client = NODES.getFirst().client();
        for (String state : List.of("queued", "running")) {
            Eventually.await(
                    "no job is " + state,
                    TAKEN_BACK,
                    () -> Client.ok(client.get("/api/v1/jobs?limit=1&state=" + state))
                            .getJsonArray("jobs")
                            .isEmpty());
        }
        var missing = new HashSet<>(jobs);
        String cursor = "";
        do {
            JsonObject page = Client.ok(client.get("/api/v1/jobs?limit=200&state=succeeded" + cursor));
            page.getJsonArray("jobs").forEach(job -> missing.remove(((JsonObject) job).getString("job_id")));
            cursor = page.getBoolean("has_more") ? "&cursor=" + page.getString("next_cursor") : "";
        } while (!cursor.isEmpty());
        assertEquals(Set.of(), missing);
    }
}
