package ai.levqor.config;

/**
 * Where traces go: section {@code otel}.
 *
 * @param endpoint an OpenTelemetry collector's address for OTLP over HTTP; empty traces nothing
 */
public record OtelSettings(String endpoint) {
    public OtelSettings {
        Check.section("otel")
                .that(
                        endpoint.isEmpty() || endpoint.matches("https?://[^/\\s]+(/\\S*)?"),
                        "endpoint",
                        endpoint,
                        "an http or https address such as http://127.0.0.1:4318")
                .done();
    }
}
