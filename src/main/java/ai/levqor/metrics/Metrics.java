package ai.levqor.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All meters of a process. Names follow Micrometer's convention ({@code levqor.jobs.finished}); Prometheus sees {@code
 * levqor_jobs_finished_total}. Meters are made once and kept by whoever counts with them: looking one up costs more than
 * counting.
 */
public final class Metrics implements AutoCloseable {
    /** The format that {@link #scrape} writes. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
    private static final long REFRESH_TIMEOUT_MS = 3_000;

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Supplier<Future<?>>> refreshers = new CopyOnWriteArrayList<>();

    /** No meters yet. */
    public Metrics() {
        // These names break Prometheus' rules, and others tell the same.
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
    }

    /** Where gauges and other rarer meters are registered. */
    public MeterRegistry registry() {
        return registry;
    }

    /** A counter; {@code tags} are names and values in turn. */
    public Counter counter(String name, String help, String... tags) {
        return Counter.builder(name).description(help).tags(tags).register(registry);
    }

    /** A timer with a histogram from a millisecond to half an hour; {@code tags} are names and values in turn. */
    public Timer timer(String name, String help, String... tags) {
        return Timer.builder(name)
                .description(help)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** The sum over all counters {@code name} whose {@code tag} is {@code value}. */
    public long sum(String name, String tag, String value) {
        return Math.round(registry.find(name).tag(tag, value).counters().stream()
                .mapToDouble(Counter::count)
                .sum());
    }

    /** The sum over all counters {@code name}. */
    public long sum(String name) {
        return Math.round(registry.find(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum());
    }

    /**
     * Calls {@code refresher} before each scrape, so that gauges need not be kept up to date while nobody looks. A scrape
     * waits for it three seconds at most. The answer ends it.
     */
    public Runnable onScrape(Supplier<Future<?>> refresher) {
        refreshers.add(refresher);
        return () -> refreshers.remove(refresher);
    }

    /** Everything as text for Prometheus. */
    public Future<String> scrape(Vertx vertx) {
        List<Future<?>> refreshed = refreshers.stream()
                .<Future<?>>map(refresher -> refresher
                        .get()
                        .timeout(REFRESH_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                        .otherwise(cause -> {
                            LOG.warn("metrics are incomplete: {}", cause.toString());
                            return null;
                        }))
                .toList();
        return Future.join(refreshed)
                .compose(none -> vertx.executeBlocking(() -> registry.scrape(CONTENT_TYPE), false));
    }

    /** Ends the meters' own listeners. */
    @Override
    public void close() {
        registry.close();
    }
}
