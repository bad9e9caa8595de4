package ai.levqor.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.UUID;
import java.util.function.LongSupplier;

/** The meters of the JVM, of Vert.x' pools and of the database. */
public final class ProcessMeters implements AutoCloseable {
    private final JvmGcMetrics collector = new JvmGcMetrics();

    /** Measures this process in {@code metrics}; {@code version} is the release that runs. */
    public ProcessMeters(Metrics metrics, String version) {
        MeterRegistry registry = metrics.registry();
        collector.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder("levqor.build.info", () -> 1)
                .description("Always 1; the label has the release.")
                .tag("version", version)
                .register(registry);
    }

    /**
     * What Vert.x measures itself: its thread pools and the database's connections. Sockets, HTTP and the event bus are
     * left out: they would cost every message, and the product's own meters know routes and operations.
     */
    public static VertxBuilder install(VertxBuilder builder, VertxOptions options, Metrics metrics) {
        var chosen = new MicrometerMetricsOptions()
                .setEnabled(true)
                // Registries are kept by name for the whole JVM, in which there may be several nodes.
                .setRegistryName(UUID.randomUUID().toString());
        for (MetricsDomain domain : MetricsDomain.values()) {
            if (domain != MetricsDomain.NAMED_POOLS) {
                chosen.addDisabledMetricsCategory(domain);
            }
        }
        // The same gauge for each of two pools; the pools' own meters tell more.
        chosen.addDisabledMetricsCategory("sql");
        options.setMetricsOptions(chosen);
        return builder.withMetrics(new MicrometerMetricsFactory(metrics.registry()));
    }

    /** Counts the statements that ran on the database. */
    public static void statements(Metrics metrics, LongSupplier statements) {
        FunctionCounter.builder("levqor.database.statements", statements, LongSupplier::getAsLong)
                .description("Statements that this process ran on the database.")
                .register(metrics.registry());
    }

    @Override
    public void close() {
        collector.close();
    }
}
