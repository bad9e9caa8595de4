package ai.levqor.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where HTTP listens and what it accepts: section {@code http}.
 *
 * @param maxConnections open connections of the process
 * @param publicUrl where browsers reach this server, without a slash at its end; empty where nobody said
 * @param trustedProxies addresses and {@link Cidr ranges} of proxies that are believed about their clients
 */
public record HttpSettings(
        String host,
        int port,
        int maxBody,
        Duration requestTimeout,
        int instances,
        int maxConnections,
        String publicUrl,
        List<String> trustedProxies) {
    private static final Pattern PUBLIC_URL = Pattern.compile("https?://[A-Za-z0-9.\\-\\[\\]:]+");

    public HttpSettings {
        trustedProxies = List.copyOf(trustedProxies);
        Check check = Check.section("http")
                .that(!host.isBlank(), "host", host, "an address or host name, such as 127.0.0.1 or 0.0.0.0")
                .range("port", port, 0, 65_535)
                .range("max-body", maxBody, 1_024, 1_073_741_824)
                .range("request-timeout", requestTimeout, "100ms", "1h")
                .range("instances", instances, 1, 256)
                .range("max-connections", maxConnections, 1, 10_000_000)
                .that(
                        publicUrl.isEmpty() || PUBLIC_URL.matcher(publicUrl).matches(),
                        "public-url",
                        publicUrl,
                        "an origin such as https://app.example.com, without a path");
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
