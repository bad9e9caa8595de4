package ai.levqor.integration;

import ai.levqor.TestPorts;
import java.util.Map;

/** Ports at which two nodes of a cluster, which only they belong to, find each other. */
record ClusterPorts(int one, int two) {
    static ClusterPorts free() {
        return new ClusterPorts(TestPorts.free(), TestPorts.free());
    }

    Launch first(Launch launch) {
        return at(launch, one);
    }

    Launch second(Launch launch) {
        return at(launch, two);
    }

    String members() {
        return "127.0.0.1:" + one + ",127.0.0.1:" + two;
    }

    private Launch at(Launch launch, int port) {
        return launch.with(Map.of("LEVQOR_CLUSTER_PORT", Integer.toString(port), "LEVQOR_CLUSTER_MEMBERS", members()));
    }
}
