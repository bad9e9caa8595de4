package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Two nodes count together; one that is left alone goes on. */
class ClusterLimitsIT {
    private static final int LIMIT = 40;

    /** It takes POST: counted, and answered by the edge alone. */
    private static final String COUNTED = "/api/v1/intake";

    private static int passed(int requests, Client... clients) throws Exception {
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            Client client = clients[i % clients.length];
            calls.add(() -> client.get(COUNTED).status());
        }
        int passed = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(calls)) {
                assertTrue(answer.get() == 405 || answer.get() == 429, "status " + answer.get());
                passed += answer.get() == 405 ? 1 : 0;
            }
        }
        return passed;
    }

    private static ServerProcess node(ClusterPorts ports, boolean first, String perIp, String global) {
        Launch launch = Launch.node()
                .with(Map.of("LEVQOR_LIMITS_PER_IP", perIp, "LEVQOR_LIMITS_GLOBAL", global))
                .arguments("run", "--only", "http", "--cluster");
        return (first ? ports.first(launch) : ports.second(launch)).start();
    }

    @Test
    void exactlyTheLimitPassesOverTwoNodesUnderLoad() throws Exception {
        var ports = ClusterPorts.free();
        try (var one = node(ports, true, "1000", "0");
                var two = node(ports, false, "1000", "0")) {
            assertEquals(1000, passed(3000, one.client(), two.client()), () -> one.log() + two.log());
            assertFalse((one.log() + two.log()).contains("counts alone"), () -> one.log() + two.log());
            assertEquals(0, passed(20, one.client(), two.client()));
            assertEquals(200, two.client().get("/health").status());
        }
    }

    @Test
    void whileTheClusterDoesNotAnswerEachNodeCountsAloneAndNoRequestFails() throws Exception {
        var ports = ClusterPorts.free();
        try (var one = node(ports, true, "" + LIMIT, "0");
                var two = node(ports, false, "" + LIMIT, "0")) {
            assertEquals(2, passed(2, one.client(), two.client()));
            // Its half of the shared counts is out of reach, as is everything that only it would answer.
            two.freeze();
            try {
                int passed = passed(3 * LIMIT, one.client());
                assertTrue(passed >= LIMIT - 2, passed + "\n" + one.log());
                // What the cluster had counted and what the node counts alone may both pass, but no more.
                while (passed(1, one.client()) > 0) {
                    passed++;
                    assertTrue(passed <= 2 * LIMIT, passed + "\n" + one.log());
                }
                assertEquals(200, one.client().get("/health").status());
            } finally {
                two.thaw();
            }
        }
    }

    @Test
    void theLimitOfAllHoldsOverTwoNodesAndANodeThatIsLeftGoesOn() throws Exception {
        var ports = ClusterPorts.free();
        try (var one = node(ports, true, "0", "" + LIMIT)) {
            try (var two = node(ports, false, "0", "" + LIMIT)) {
                assertEquals(LIMIT / 2, passed(LIMIT / 2, one.client(), two.client()));
                assertEquals(LIMIT / 2, passed(100, two.client(), one.client()));
            }
            assertEquals(429, one.client().get(COUNTED).status());
        }
    }
}
