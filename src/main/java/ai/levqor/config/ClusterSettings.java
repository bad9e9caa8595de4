package ai.levqor.config;

import java.util.List;

/**
 * How nodes find each other: section {@code cluster}.
 *
 * @param members hosts, or host:port, of nodes to join
 * @param host the address that the others reach this node at
 */
public record ClusterSettings(boolean enabled, List<String> members, int port, String host) {
    public ClusterSettings {
        members = List.copyOf(members);
        Check.section("cluster")
                .that(!enabled || !members.isEmpty(), "members", "", "at least one host when cluster.enabled is true")
                .range("port", port, 1, 65_535)
                .that(!host.isBlank(), "host", host, "an address or host name that the other nodes can reach")
                .done();
    }
}
