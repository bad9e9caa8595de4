package ai.levqor.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that receives messages. It bounds what is in flight, runs messages concurrently, checks the scope and
 * the input, awaits the method, replies, and turns any Throwable into a {@link Failure}.
 *
 * <p>It belongs to one verticle and lives on that verticle's context, so its counter needs no lock.
 */
public final class Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

    private final Vertx vertx;
    private final Context context;
    private final InputValidator validator;
    private final Authenticator keys;
    private final int maxInFlight;
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();
    private @Nullable Once once;
    private int inFlight;
    private @Nullable Promise<Void> idle;

    /** A receiver for the verticle that calls; {@code maxInFlight} messages run at once, the rest is refused. */
    public Receiver(Vertx vertx, InputValidator validator, Authenticator keys, int maxInFlight) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.validator = validator;
        this.keys = keys;
        this.maxInFlight = maxInFlight;
    }

    /** From now on writes with an idempotency key go through {@code once}; without it such keys are a defect. */
    public Receiver with(Once writes) {
        this.once = writes;
        return this;
    }

    /** Serves {@code operation} by {@code method}, whose argument {@code reader} makes of the request. */
    public <I> Future<Void> on(Operation operation, Function<Request, I> reader, Function<I, Reply> method) {
        MessageConsumer<Object> consumer = vertx.eventBus().consumer(operation.name());
        consumers.add(consumer);
        // A virtual-thread context hands its consumers one message at a time, even while that one awaits;
        // dispatching anew lets the next one in.
        consumer.handler(message -> {
            if (inFlight >= maxInFlight) {
                message.reply(new Failure(Code.OVERLOADED, "Too much is in flight; retry later."));
                return;
            }
            inFlight++;
            context.runOnContext(none -> serve(operation, reader, method, message));
        });
        return consumer.completion();
    }

    private <I> void serve(
            Operation operation, Function<Request, I> reader, Function<I, Reply> method, Message<Object> message) {
        try {
            Once.Answer answer = answer(operation, reader, method, message);
            message.reply(answer.reply(), answer.replayed() ? BusClient.REPLAYED : new DeliveryOptions());
        } catch (Failure failure) {
            message.reply(failure);
        } catch (Throwable defect) {
            LOG.error(
                    "{} failed; request {}", operation.name(), message.headers().get("request"), defect);
            message.reply(new Failure(Code.INTERNAL_ERROR, null));
        } finally {
            inFlight--;
            if (inFlight == 0 && idle != null) {
                idle.tryComplete();
            }
        }
    }

    private <I> Once.Answer answer(
            Operation operation, Function<Request, I> reader, Function<I, Reply> method, Message<Object> message) {
        String key = message.headers().get("api-key");
        Caller caller = key == null ? Caller.read(message.headers()) : Future.await(keys.authenticate(key));
        if (!caller.may(operation.scope())) {
            throw Failure.forbidden();
        }
        if (!(message.body() instanceof JsonObject input)) {
            throw Failure.invalid(null, "The input must be one JSON object.");
        }
        String once = operation.writes() ? message.headers().get(Once.HEADER) : null;
        if (once != null) {
            Once.check(once);
            if (operation.answersSecret()) {
                throw Failure.invalid(Once.HEADER, "cannot be used here: the answer holds a secret and is not kept");
            }
        }
        validator.check(operation.request(), input);
        var request = new Request(input, caller);
        return once == null
                ? new Once.Answer(method.apply(reader.apply(request)).json(), false)
                : Objects.requireNonNull(this.once, "no answers are kept here")
                        .run(
                                operation,
                                request,
                                once,
                                () -> method.apply(reader.apply(request)).json());
    }

    /** Takes no further message and ends when those in flight have been answered. */
    public Future<Void> stop() {
        return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
                .otherwiseEmpty()
                .compose(none -> {
                    if (inFlight == 0) {
                        return Future.succeededFuture();
                    }
                    idle = Promise.promise();
                    return idle.future();
                });
    }
}
