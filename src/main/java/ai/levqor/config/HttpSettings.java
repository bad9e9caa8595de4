package ai.levqor.config;

import java.time.Duration;

/** Where HTTP listens and what it accepts: section {@code http}. */
public record HttpSettings(String host, int port, int maxBody, Duration requestTimeout, int instances) {
    public HttpSettings {
        Check.section("http")
                .that(!host.isBlank(), "host", host, "an address or host name, such as 127.0.0.1 or 0.0.0.0")
                .range("port", port, 0, 65_535)
                .range("max-body", maxBody, 1_024, 1_073_741_824)
                .range("request-timeout", requestTimeout, "100ms", "1h")
                .range("instances", instances, 1, 256)
                .done();
    }
}
