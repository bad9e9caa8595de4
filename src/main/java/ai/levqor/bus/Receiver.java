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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that receives messages. It bounds what is in flight, runs messages concurrently, checks the scope and
 * the input, awaits the method, turns any Throwable into a {@link Failure}, records what writes, and replies.
 *
 * <p>It belongs to one verticle and lives on that verticle's context.
 */
public final class Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

    private final Vertx vertx;
    private final Context own;
    private final InputValidator validator;
    private final Authenticator keys;
    private final AuditTrail audit;
    private final int maxInFlight;
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private Meters meters = Meters.NONE;
    private @Nullable Once once;
    private boolean development;
    private volatile @Nullable Promise<Void> idle;

    /** A receiver that records nothing. */
    public Receiver(Vertx vertx, InputValidator validator, Authenticator keys, int maxInFlight) {
        this(vertx, validator, keys, AuditTrail.NONE, maxInFlight);
    }

    /** A receiver for the verticle that calls; {@code maxInFlight} messages run at once, the rest is refused. */
    public Receiver(Vertx vertx, InputValidator validator, Authenticator keys, AuditTrail audit, int maxInFlight) {
        this.vertx = vertx;
        this.own = vertx.getOrCreateContext();
        this.validator = validator;
        this.keys = keys;
        this.audit = audit;
        this.maxInFlight = maxInFlight;
    }

    /** From now on writes with an idempotency key go through {@code once}; without it such keys are a defect. */
    public Receiver with(Once writes) {
        this.once = writes;
        return this;
    }

    /** From now on {@code meters} hears of every call. */
    public Receiver measuredBy(Meters all) {
        this.meters = all;
        return this;
    }

    /** From now on it serves what the development profile opens to everybody. */
    public Receiver inDevelopment(boolean opened) {
        this.development = opened;
        return this;
    }

    /** Serves {@code operation} by {@code method}, whose argument {@code reader} makes of the request. */
    public <I> Future<Void> on(Operation operation, Function<Request, I> reader, Function<I, Reply> method) {
        MessageConsumer<Object> consumer = vertx.eventBus().consumer(operation.name());
        consumers.add(consumer);
        Meters.Meter meter = meters.of(operation);
        // A virtual-thread context hands its consumers one message at a time, even while that one awaits;
        // dispatching anew lets the next one in.
        consumer.handler(message -> {
            if (inFlight.get() >= maxInFlight) {
                meter.ended(Code.OVERLOADED, 0);
                message.reply(new Failure(Code.OVERLOADED, "Too much is in flight; retry later."));
                return;
            }
            inFlight.incrementAndGet();
            // On the message's own context, which has its trace.
            vertx.getOrCreateContext().runOnContext(none -> serve(operation, reader, method, message, meter));
        });
        return consumer.completion();
    }

    private <I> void serve(
            Operation operation,
            Function<Request, I> reader,
            Function<I, Reply> method,
            Message<Object> message,
            Meters.Meter meter) {
        long start = System.nanoTime();
        var call = new Call<>(operation, reader, method, message);
        Object answer = call.answer();
        if (!operation.writes() || call.recorded || call.replayed(answer) || overloaded(answer)) {
            end(message, answer, call.options, meter, start);
            return;
        }
        // On the thread that stored the record: back here would cost a hand-over between threads.
        audit.record(call.write(answer)).onComplete(none -> end(message, answer, call.options, meter, start));
    }

    /** Nothing was done, and to wait for a record would be more load; who is refused at the door has none either. */
    private static boolean overloaded(Object answer) {
        return answer instanceof Failure failure && failure.code() == Code.OVERLOADED;
    }

    private void end(Message<Object> message, Object answer, DeliveryOptions options, Meters.Meter meter, long start) {
        try {
            message.reply(answer, options);
        } finally {
            meter.ended(answer instanceof Failure failure ? failure.code() : null, System.nanoTime() - start);
            if (inFlight.decrementAndGet() == 0) {
                tellIdle();
            }
        }
    }

    /** Looks only after the count: {@link #stop} on another thread does it the other way round, so one of both sees all. */
    private void tellIdle() {
        Promise<Void> waiting = idle;
        if (waiting != null) {
            // The last answer may have left on the thread that stored its record, where nobody can await.
            own.runOnContext(none -> waiting.tryComplete());
        }
    }

    /** One message and how far it came. */
    private final class Call<I> {
        private final Operation operation;
        private final Function<Request, I> reader;
        private final Function<I, Reply> method;
        private final Message<Object> message;
        private Caller caller = Caller.ANONYMOUS;
        private DeliveryOptions options = new DeliveryOptions();
        private boolean replayed;
        private boolean began;
        private boolean recorded;

        Call(Operation operation, Function<Request, I> reader, Function<I, Reply> method, Message<Object> message) {
            this.operation = operation;
            this.reader = reader;
            this.method = method;
            this.message = message;
        }

        /** The reply's JSON, or the failure. */
        Object answer() {
            try {
                return run();
            } catch (Failure failure) {
                return failure;
            } catch (Throwable defect) {
                LOG.atError()
                        .setCause(defect)
                        .addKeyValue("request_id", caller.request())
                        .addKeyValue("operation", operation.name())
                        .log("{} failed", operation.name());
                return new Failure(Code.INTERNAL_ERROR, null);
            }
        }

        private JsonObject run() {
            caller = Caller.read(message.headers());
            String apiKey = message.headers().get("api-key");
            if (apiKey != null) {
                caller = Caller.ANONYMOUS.from(message.headers());
                caller = Future.await(keys.authenticate(apiKey)).from(message.headers());
            }
            if (!operation.open(caller, development)) {
                throw Failure.forbidden();
            }
            if (!(message.body() instanceof JsonObject input)) {
                throw Failure.invalid(null, "The input must be one JSON object.");
            }
            String key = onceKey();
            validator.check(operation.request(), input);
            var request = new Request(input, caller);
            if (key == null) {
                return work(request);
            }
            Once.Answer answer = Objects.requireNonNull(once, "no answers are kept here")
                    .run(operation, request, key, () -> work(request));
            if (answer.replayed()) {
                options = BusClient.REPLAYED;
                replayed = true;
            }
            return answer.reply();
        }

        private @Nullable String onceKey() {
            String key = operation.writes() ? message.headers().get(Once.HEADER) : null;
            if (key != null) {
                Once.check(key);
                if (operation.answersSecret()) {
                    throw Failure.invalid(
                            Once.HEADER, "cannot be used here: the answer holds a secret and is not kept");
                }
            }
            return key;
        }

        private JsonObject work(Request request) {
            I argument = reader.apply(request);
            began = true;
            Reply reply = method.apply(argument);
            recorded = reply.recorded();
            return reply.json();
        }

        /** Whether nothing was done but to answer once more. */
        boolean replayed(Object answer) {
            return replayed || (answer instanceof Failure failure && failure.replayed());
        }

        Write write(Object answer) {
            JsonObject input = message.body() instanceof JsonObject given ? given : null;
            if (!(answer instanceof Failure failure)) {
                return Write.ran(operation, caller, input, (JsonObject) answer, null);
            }
            // A wrong input changed nothing, wherever that was found out.
            return began && failure.code() != Code.INVALID_REQUEST
                    ? Write.ran(operation, caller, input, null, failure)
                    : Write.refused(operation, caller, input, failure);
        }
    }

    /** Takes no further message and ends, on the verticle's context, when those in flight have been answered. */
    public Future<Void> stop() {
        return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
                .otherwiseEmpty()
                .compose(none -> {
                    Promise<Void> waiting = Promise.promise();
                    idle = waiting;
                    if (inFlight.get() == 0) {
                        tellIdle();
                    }
                    return waiting.future();
                });
    }
}
