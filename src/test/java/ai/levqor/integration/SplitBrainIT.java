package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestPorts;
import ai.levqor.TestPostgres;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Two clusters of one node each on one database, of which neither knows the other: what a cluster is whose halves lost
 * sight of each other. Both want every job; the database's leases decide who runs it, so that none runs twice at once.
 */
class SplitBrainIT {
    /** As many calls to one server as a node makes at once. */
    private static final int EACH = 8;

    private static final int JOBS = 100;
    private static final int LIMIT = 7;
    private static final Duration LEASE = Duration.ofMillis(1500);

    @Test
    void bothHalvesTakeFromOneQueueAndNoJobRunsTwice() throws Exception {
        var database = (DatabaseUrl.Postgres) TestPostgres.fresh();
        Launch launch = Launch.node()
                .shortLease()
                .arguments("run", "--cluster")
                .with(Map.of(
                        "LEVQOR_DATABASE_URL",
                        database.text(),
                        "LEVQOR_JOBS_MAX_RUNNING",
                        EACH + "",
                        "LEVQOR_JOBS_POLL_INTERVAL",
                        "100ms"));
        try (var effects = new StampedEffects(database);
                ServerProcess left = alone(launch).begin();
                ServerProcess right = alone(launch.sibling()).begin()) {
            Client one = left.awaitServing().client();
            Client other = right.awaitServing().client();

            // Due at the same moment, which both halves see by looking: nobody is woken.
            submit(one, effects, "free-");
            Eventually.await("both halves are full", () -> effects.begun() == 2 * EACH);
            // Held for longer than a lease, while each half looks for jobs that the other may have lost.
            long since = System.nanoTime();
            Eventually.await("a lease and more has passed", () -> System.nanoTime() - since > 2 * LEASE.toNanos());
            assertEquals(2 * EACH, effects.begun());
            effects.release();
            allSucceed(other);
            assertEquals(0, effects.twiceAtOnce());
            assertEquals(JOBS, effects.all());
            Collection<Integer> shares = shares(other).values();
            assertEquals(2, shares.size(), shares::toString);
            assertTrue(shares.stream().allMatch(share -> share >= EACH), shares::toString);

            // A limit that is set in one half holds over both.
            assertEquals(
                    200,
                    one.put("/api/v1/queues/fetch/limits", new JsonObject().put("max_running", LIMIT))
                            .status());
            submit(other, effects, "limited-");
            allSucceed(one);
            assertEquals(0, effects.twiceAtOnce());
            assertEquals(2 * JOBS, effects.all());
            assertTrue(effects.mostAtOnce("limited-") <= LIMIT, () -> "more than " + LIMIT + " at once");
        }
    }

    private static void submit(Client client, StampedEffects effects, String name) throws Exception {
        long soon = Instant.now().getEpochSecond() + 2;
        List<JsonObject> jobs = IntStream.range(0, JOBS)
                .mapToObj(i -> Client.job("fetch", effects.payload(name + i)).put("run_at", soon))
                .toList();
        var answer = client.post("/api/v1/jobs/bulk", new JsonObject().put("jobs", new JsonArray(jobs)));
        assertEquals(202, answer.status(), answer::text);
    }

    private static void allSucceed(Client client) throws Exception {
        for (String state : List.of("queued", "running")) {
            Eventually.await("no job is " + state, () -> list(client, state, 1).isEmpty());
        }
        assertEquals(List.of(), list(client, "failed", 1));
    }

    /** How many jobs each node ran, each at its first attempt. */
    private static Map<String, Integer> shares(Client client) throws Exception {
        var shares = new TreeMap<String, Integer>();
        for (JsonObject job : list(client, "succeeded", JOBS)) {
            assertEquals(1, job.getInteger("attempt"), job::encode);
            shares.merge(job.getString("node"), 1, Integer::sum);
        }
        return shares;
    }

    private static List<JsonObject> list(Client client, String state, int limit) throws Exception {
        return Client.ok(client.get("/api/v1/jobs?limit=" + limit + "&state=" + state)).getJsonArray("jobs").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static Launch alone(Launch launch) {
        int port = TestPorts.free();
        return launch.with("LEVQOR_CLUSTER_PORT", port + "").with("LEVQOR_CLUSTER_MEMBERS", "127.0.0.1:" + port);
    }
}
