package ai.levqor.node;

import ai.levqor.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever keeps the record that this node runs, what it runs, and what came of jobs since it told last. Over the
 * event bus, because a node may have no database; {@code ops} on any node takes it.
 */
public final class Pulse extends VerticleBase {
    /** Who keeps the record listens here, and replies when a beat is stored. */
    public static final String BEAT = "ops.beat";

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final long STOP_MS = 1_000;
    private static final DeliveryOptions OPTIONS = new DeliveryOptions().setSendTimeout(10_000);

    private final UUID node;
    private final String name;
    private final String version;
    private final List<String> verticles;
    private final Duration interval;
    private final Metrics metrics;
    private final long startedAt;
    private boolean stopping;
    private Map<String, Long> told = Map.of();
    private Future<?> last = Future.succeededFuture();

    /** Beats of a node that runs {@code verticles} since {@code startedAt} (epoch milliseconds). */
    public Pulse(
            UUID node,
            String name,
            String version,
            List<String> verticles,
            Duration interval,
            Metrics metrics,
            long startedAt) {
        this.node = node;
        this.name = name;
        this.version = version;
        this.verticles = List.copyOf(verticles);
        this.interval = interval;
        this.metrics = metrics;
        this.startedAt = startedAt;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(interval.toMillis(), none -> beat());
        var asked = vertx.eventBus()
                .<Object>localConsumer(address(node), message -> beat().onComplete(none -> message.reply(null)));
        return asked.completion().onSuccess(none -> beat());
    }

    /** Tells that the node goes, if somebody listens. */
    @Override
    public Future<?> stop() {
        stopping = true;
        return beat().timeout(STOP_MS, TimeUnit.MILLISECONDS).otherwiseEmpty();
    }

    /** Makes a node of this process beat now; ends when it has been told and stored. */
    public static Future<?> now(Vertx vertx, UUID node) {
        return vertx.eventBus().request(address(node), null, OPTIONS);
    }

    private static String address(UUID node) {
        return "node.pulse." + node;
    }

    /** One beat after the other, so that nothing is told twice. */
    private Future<?> beat() {
        last = last.transform(none -> tell());
        return last;
    }

    private Future<?> tell() {
        Map<String, Long> totals = totals();
        var since = new JsonObject();
        totals.forEach((what, total) -> since.put(what, total - told.getOrDefault(what, 0L)));
        var beat = new JsonObject()
                .put("node", node.toString())
                .put("name", name)
                .put("version", version)
                .put("verticles", new JsonArray(verticles))
                .put("started_at", startedAt)
                .put("stopping", stopping)
                .put("jobs", since);
        return vertx.eventBus()
                .request(BEAT, beat, OPTIONS)
                .onSuccess(none -> told = totals)
                .onFailure(cause -> LOG.debug("nobody keeps the record: {}", cause.toString()));
    }

    private Map<String, Long> totals() {
        Map<String, Long> totals = new LinkedHashMap<>();
        for (String state : List.of("succeeded", "failed", "cancelled")) {
            totals.put(state, metrics.sum("levqor.jobs.finished", "state", state));
        }
        totals.put("retried", metrics.sum("levqor.jobs.retries"));
        totals.put("rescued", metrics.sum("levqor.jobs.rescues"));
        return totals;
    }
}
