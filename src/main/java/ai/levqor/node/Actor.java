package ai.levqor.node;

import ai.levqor.bus.Operation;
import ai.levqor.bus.Receiver;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.config.BusSettings;
import ai.levqor.idempotency.AnswerRepository;
import ai.levqor.idempotency.StoredAnswers;
import ai.levqor.metrics.CallMeters;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A verticle that serves operations; {@link #open} is the table operation → method.
 *
 * <p>It starts by opening, and stops in two steps: it takes no further message and answers those in flight, then
 * {@link #close} ends its own work.
 */
public abstract class Actor extends VerticleBase {
    /** What the process shares. */
    protected final Kernel kernel;

    private final List<Future<Void>> registrations = new ArrayList<>();
    private @Nullable Receiver receiver;

    /** An actor of this process. */
    protected Actor(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Makes the actor's parts and calls {@link #on} for each operation. */
    protected abstract Future<?> open();

    /** The actor is about to stop: answers what would wait for longer than the others. */
    protected void stopping() {}

    /** Ends what {@link #open} began; no message arrives any more. */
    protected Future<?> close() {
        return Future.succeededFuture();
    }

    /**
     * Whether this verticle can do its work, beside that its context takes any; asked for the node's readiness, at most once
     * a second. It fails with what is wrong, in words for operators.
     */
    protected Future<?> check() {
        return Future.succeededFuture();
    }

    /** Serves {@code operation} by {@code method}; {@code reader} makes its argument of the request. */
    protected final <I> void on(Operation operation, Function<Request, I> reader, Function<I, Reply> method) {
        registrations.add(receiver().on(operation, reader, method));
    }

    private Receiver receiver() {
        if (receiver == null) {
            BusSettings bus = kernel.settings().section("bus", BusSettings.class);
            receiver = new Receiver(vertx, kernel.schemas(), kernel.keys(), kernel.audit(), bus.maxInFlight())
                    .measuredBy(new CallMeters(kernel.metrics()))
                    .inDevelopment(!kernel.settings().core().production())
                    .with(new StoredAnswers(
                            new AnswerRepository(kernel.database()),
                            kernel.clock(),
                            bus.requestTimeout(),
                            bus.idempotencyRetention()));
        }
        return receiver;
    }

    /** The actor's package, which its descriptor is named after. */
    private String name() {
        String name = getClass().getPackageName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    @Override
    public final Future<?> start() {
        Context own = vertx.getOrCreateContext();
        return open().compose(none -> Future.all(registrations))
                .onSuccess(none -> kernel.health().register(name(), () -> checked(own)));
    }

    /** On the verticle's own context: one that takes no work any more is not well, whatever it would say. */
    private Future<?> checked(Context own) {
        Promise<Object> answer = Promise.promise();
        own.runOnContext(none -> check().<Object>mapEmpty().onComplete(answer));
        return answer.future();
    }

    @Override
    public final Future<?> stop() {
        kernel.health().unregister(name());
        stopping();
        return receiver().stop().eventually(this::close);
    }
}
