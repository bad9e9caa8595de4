package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Two clusters of one node each on one database, of which neither knows the other: what a cluster is whose halves lost
 * sight of each other. The database's leases decide who runs a job, so that nobody runs one that somebody else runs.
 */
class SplitBrainIT {
    private static final int JOBS = 60;
    private static final int AT_ONCE = 7;

    @Test
    void noJobRunsTwiceAndLimitsHold() throws Exception {
        Launch launch = Launch.on(Store.POSTGRES).shortLease().arguments("run", "--cluster");
        try (var upstream = new Upstream();
                ServerProcess left = alone(launch).begin();
                ServerProcess right = alone(launch.sibling()).begin()) {
            List<Client> halves =
                    List.of(left.awaitServing().client(), right.awaitServing().client());
            var limit = new JsonObject().put("max_running", AT_ONCE);
            assertEquals(
                    200,
                    halves.getFirst().put("/api/v1/queues/fetch/limits", limit).status());
            upstream.hold("first");
            String first = halves.getFirst().submit("fetch", upstream.payload("first"));
            Eventually.await("it runs", () -> upstream.arrived("first") == 1);
            List<String> jobs = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                jobs.add(halves.get(i % 2).submit("fetch", upstream.payload("job-" + i)));
            }
            // Held for longer than a lease: the half that runs it keeps it, and the other leaves it alone.
            for (String job : jobs) {
                halves.getLast().await(job, "succeeded");
            }
            Duration lease = Duration.ofMillis(1500);
            long since = System.nanoTime();
            Eventually.await("a lease and more has passed", () -> System.nanoTime() - since > 2 * lease.toNanos());
            assertEquals(1, upstream.arrived("first"));
            upstream.release("first");
            halves.getLast().await(first, "succeeded");

            for (int i = 0; i < JOBS; i++) {
                assertEquals(1, upstream.arrived("job-" + i), "job " + i);
                assertEquals(1, halves.get(i % 2).full(jobs.get(i)).getInteger("attempt"));
            }
            assertTrue(upstream.mostAtOnce() <= AT_ONCE, upstream.mostAtOnce() + " at once");
        }
    }

    private static Launch alone(Launch launch) {
        int port = Launch.freePort();
        return launch.with("LEVQOR_CLUSTER_PORT", port + "").with("LEVQOR_CLUSTER_MEMBERS", "127.0.0.1:" + port);
    }
}
