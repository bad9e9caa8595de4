package ai.levqor.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * How nodes find each other: section {@code cluster}.
 *
 * @param members hosts, or host:port, of nodes to join
 * @param host the address that the others reach this node at
 * @param secret only nodes with the same one join each other; empty: everybody may
 * @param tlsKey file of the event bus's private key (PEM); empty with the next two: it is not encrypted
 * @param tlsCertificate file of its certificate (PEM)
 * @param tlsAuthority file of the certificates that sign the nodes' (PEM)
 */
public record ClusterSettings(
        boolean enabled,
        List<String> members,
        int port,
        String host,
        String secret,
        String tlsKey,
        String tlsCertificate,
        String tlsAuthority) {
    private static final int SECRET_LENGTH = 16;

    public ClusterSettings {
        members = List.copyOf(members);
        Check.section("cluster")
                .that(!enabled || !members.isEmpty(), "members", "", "at least one host when cluster.enabled is true")
                .range("port", port, 1, 65_535)
                .that(!host.isBlank(), "host", host, "an address or host name that the other nodes can reach")
                .that(
                        secret.isEmpty() || secret.length() >= SECRET_LENGTH,
                        "secret",
                        "too short",
                        "at least " + SECRET_LENGTH + " random characters (openssl rand -hex 24)")
                .that(
                        Stream.of(tlsKey, tlsCertificate, tlsAuthority)
                                                .filter(String::isEmpty)
                                                .count()
                                        % 3
                                == 0,
                        "tls-key",
                        tlsKey,
                        "a file, together with cluster.tls-certificate and cluster.tls-authority, or none of the three")
                .done();
    }

    /** Whether the event bus is encrypted. */
    public boolean tls() {
        return !tlsKey.isEmpty();
    }

    @Override
    public String toString() {
        return "ClusterSettings[members=" + members + ", port=" + port + ", host=" + host + ", tls=" + tls() + "]";
    }
}
