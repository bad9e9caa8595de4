package ai.levqor.node;

import ai.levqor.bus.Tracing;
import ai.levqor.config.ClusterSettings;
import ai.levqor.metrics.Metrics;
import ai.levqor.metrics.ProcessMeters;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;

/** The event loops of a process, and what they are measured by. */
record Loops(Vertx vertx, Metrics metrics) {
    /** Those of the only node. */
    static Loops alone(Tracing tracing) {
        var metrics = new Metrics();
        VertxOptions options = options();
        return new Loops(
                tracing.install(ProcessMeters.install(Vertx.builder(), options, metrics)
                                .with(options))
                        .build(),
                metrics);
    }

    /** Those of a node among others; blocks until it is one. Throws as {@link Cluster#join} does. */
    static Loops joined(ClusterSettings settings, Tracing tracing) throws IOException {
        var metrics = new Metrics();
        return new Loops(Cluster.join(options(), settings, tracing, metrics), metrics);
    }

    // One event loop a core: more would only hand work from thread to thread.
    private static VertxOptions options() {
        return new VertxOptions().setEventLoopPoolSize(Runtime.getRuntime().availableProcessors());
    }
}
