package ai.levqor.config;

import java.time.Duration;
import java.util.List;

/**
 * Where HTTP listens and what it accepts: section {@code http}.
 *
 * @param maxConnections open connections of the process
 * @param trustedProxies addresses and {@link Cidr ranges} of proxies that are believed about their clients
 */
public record HttpSettings(
        String host,
        int port,
        int maxBody,
        Duration requestTimeout,
        int instances,
        int maxConnections,
        List<String> trustedProxies) {
    public HttpSettings {
        trustedProxies = List.copyOf(trustedProxies);
        Check check = Check.section("http")
                .that(!host.isBlank(), "host", host, "an address or host name, such as 127.0.0.1 or 0.0.0.0")
                .range("port", port, 0, 65_535)
                .range("max-body", maxBody, 1_024, 1_073_741_824)
                .range("request-timeout", requestTimeout, "100ms", "1h")
                .range("instances", instances, 1, 256)
                .range("max-connections", maxConnections, 1, 10_000_000);
        for (String proxy : trustedProxies) {
            check.that(range(proxy), "trusted-proxies", proxy, "addresses or ranges such as 10.0.0.0/8 or ::1");
        }
        check.done();
    }

    private static boolean range(String text) {
        try {
            Cidr.parse(text);
            return true;
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }
}
