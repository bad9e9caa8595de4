package ai.levqor.ops;

import ai.levqor.config.OpsSettings;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.node.Pulse;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the record of all nodes' heartbeats, and answers for the state of the service. */
public final class OpsVerticle extends Actor {
    private static final Logger LOG = LoggerFactory.getLogger(OpsVerticle.class);
    private static final long CLEAN_MS = Duration.ofHours(1).toMillis();

    private final OpsSettings settings;
    private Runnable silence = () -> {};

    /** The operations' actor of this process. */
    public OpsVerticle(Kernel kernel) {
        super(kernel);
        this.settings = kernel.settings().section("ops", OpsSettings.class);
    }

    @Override
    protected Future<?> open() {
        var clock = kernel.clock();
        var nodeRecord = new NodeRecord(kernel.database(), settings.heartbeatInterval(), settings.uptimeRetention());
        var ops = new OpsService(kernel.bus(), nodeRecord, clock, () -> Pulse.now(vertx, kernel.node()));
        var health = new HealthService(kernel);
        var gauges = new Gauges(kernel.bus(), clock, kernel.metrics().registry(), kernel.database()::check);

        on(Ops.PUBLIC_METRICS, request -> request, ops::publicMetrics);
        on(Ops.UPTIME, request -> request, ops::uptime);
        on(Ops.UPTIME_OF, request -> request, ops::uptimeOf);
        on(Ops.QUEUE_HEALTH, request -> request, ops::queueHealth);
        on(Ops.HEALTH, request -> request, health::health);
        on(Ops.NODES, request -> request, ops::nodes);

        silence = kernel.metrics().onScrape(gauges::refreshed);
        new Housekeeper(
                        vertx,
                        kernel.databaseUrl(),
                        settings.longTransaction(),
                        kernel.metrics().registry())
                .start(settings.upkeepInterval());
        vertx.setPeriodic(
                CLEAN_MS,
                none -> nodeRecord
                        .clean(clock.millis())
                        .onFailure(cause -> LOG.warn("cannot clean the record of nodes: {}", cause.toString())));
        var beats = vertx.eventBus().<JsonObject>consumer(Pulse.BEAT, message -> keep(nodeRecord, message));
        return beats.completion();
    }

    private void keep(NodeRecord nodeRecord, Message<JsonObject> message) {
        Future.succeededFuture(message.body())
                .map(Beat::of)
                .compose(beat -> nodeRecord.keep(beat, kernel.clock().millis()))
                .onSuccess(none -> message.reply(null))
                .onFailure(cause -> message.fail(500, cause.toString()));
    }

    @Override
    protected Future<?> close() {
        silence.run();
        return Future.succeededFuture();
    }
}
