package ai.levqor.callbacks;

import ai.levqor.config.CallbacksSettings;
import ai.levqor.config.JobsSettings;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import io.vertx.core.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The callbacks of a node: sends what is due, and answers for what was sent. */
@SuppressWarnings("NullAway.Init") // open() makes the parts, on the verticle's context
public final class CallbacksVerticle extends Actor {
    private static final Logger LOG = LoggerFactory.getLogger(CallbacksVerticle.class);

    /** Sent by whoever stores a delivery, so that it need not wait for the next look. */
    static final String WAKE = "callbacks.wake";

    /** Published when a signing secret was rotated. */
    static final String SECRETS_CHANGED = "callbacks.secrets_changed";

    private final CallbacksSettings settings;
    private Deliverer deliverer;
    private Future<Void> sent = Future.succeededFuture();

    /** The callbacks of this process. */
    public CallbacksVerticle(Kernel kernel) {
        super(kernel);
        this.settings = kernel.settings().section("callbacks", CallbacksSettings.class);
    }

    @Override
    protected Future<?> open() {
        var database = kernel.database();
        var clock = kernel.clock();
        var secretRepository = new SecretRepository(database);
        var secrets = new Secrets(secretRepository, kernel.secret(), clock);
        deliverer = new Deliverer(
                vertx,
                clock,
                new DeliveryRepository(database),
                new Sender(kernel.outbound(), secrets, clock, settings.timeout()),
                new RetrySchedule(() -> ThreadLocalRandom.current().nextDouble()),
                new Settlements(vertx, clock, new SettlementRepository(database, settings.disableAfter())),
                settings.maxRunning(),
                settings.timeout(),
                kernel.bus().tracing(),
                new CallbackMeters(kernel.metrics()));
        var callbacks = new CallbackService(new CallbackRepository(database), kernel.bus(), deliverer::wake, clock);
        var secretService = new SecretService(
                secretRepository,
                secrets,
                settings.secretOverlap(),
                () -> vertx.eventBus().publish(SECRETS_CHANGED, null),
                clock);

        on(Callbacks.LOG, CallbackService::job, callbacks::log);
        on(Callbacks.REPLAY, CallbackService::job, callbacks::replay);
        on(Callbacks.SECRETS, request -> request, secretService::list);
        on(Callbacks.ROTATE, request -> request, secretService::rotate);
        on(Callbacks.ENDPOINTS, CallbackService::endpointsPage, callbacks::endpoints);
        on(Callbacks.ENABLE, request -> request.text("url"), callbacks::enable);

        var jobs = kernel.settings().section("jobs", JobsSettings.class);
        var retention = new EndpointRetention(database, clock, jobs.retention());
        vertx.setPeriodic(
                1_000,
                jobs.retentionInterval().toMillis(),
                none -> retention
                        .run()
                        .onFailure(cause -> LOG.warn("cannot delete old endpoints: {}", cause.toString())));

        var wakes = vertx.eventBus().consumer(WAKE, none -> deliverer.wake());
        var changes = vertx.eventBus().consumer(SECRETS_CHANGED, none -> secrets.forget());
        deliverer.wake();
        return Future.all(wakes.completion(), changes.completion());
    }

    @Override
    protected Future<?> check() {
        return deliverer.steady()
                ? Future.succeededFuture()
                : Future.failedFuture("no callbacks could be looked for lately");
    }

    /** Claims nothing more and waits for what is being sent. */
    @Override
    protected void stopping() {
        sent = deliverer.stop();
    }

    @Override
    protected Future<?> close() {
        // What a slow receiver still owes is tried again after its lease; a stop does not wait for it.
        long grace = kernel.settings().core().shutdownTimeout().toMillis() / 8;
        return Future.any(sent, vertx.timer(Math.max(1, grace)));
    }
}
