package ai.levqor.integration;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** A suite that runs once on each {@link Topology} that its class names; its tests share the processes. */
@SuppressWarnings("NullAway.Init") // the test engine sets them
abstract class TopologyCase {
    private static Topology.Running running;

    @Parameter
    Topology topology;

    Client client;
    Upstream upstream;

    @BeforeParameterizedClassInvocation
    static void startProcesses(Topology topology) {
        running = topology.start(Map.of("LEVQOR_JOBS_BACKOFF_BASE", "20ms", "LEVQOR_JOBS_BACKOFF_MAX", "200ms"));
    }

    @AfterParameterizedClassInvocation
    static void stopProcesses() {
        running.close();
    }

    @BeforeEach
    void openUpstream() {
        client = running.client();
        upstream = new Upstream();
    }

    @AfterEach
    void closeUpstream() {
        upstream.close();
    }

    /** What the processes printed, to show when something fails. */
    static String log() {
        return running.log();
    }
}
