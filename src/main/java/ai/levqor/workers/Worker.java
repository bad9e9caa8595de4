package ai.levqor.workers;

import ai.levqor.bus.Failure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What serves a workflow; {@link Workers} makes it. */
public final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final int INTERNAL_ERROR = 500;

    private final Vertx vertx;
    private final Context context;
    private final int maxInFlight;
    private final Function<Task, Future<JsonObject>> work;
    private final MessageConsumer<Object> consumer;
    private int inFlight;
    private @Nullable Promise<Void> idle;

    Worker(Vertx vertx, String workflow, int maxInFlight, Function<Task, Future<JsonObject>> work) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.maxInFlight = maxInFlight;
        this.work = work;
        this.consumer = vertx.eventBus().consumer(Workers.ADDRESS + workflow);
    }

    Future<Void> register() {
        // On the message's own context, which has its trace. Dispatched anew: a virtual-thread context hands a consumer
        // one message at a time, even while that one awaits.
        consumer.handler(message -> vertx.getOrCreateContext().runOnContext(none -> receive(message)));
        return consumer.completion();
    }

    private void receive(Message<Object> message) {
        if (inFlight >= maxInFlight) {
            // Never begun, so the attempt does not count.
            fail(message, Snooze.busy("Its worker has as much in flight as it takes."));
            return;
        }
        inFlight++;
        start(message.body())
                .onComplete(done -> context.runOnContext(none -> {
                    if (done.succeeded()) {
                        message.reply(done.result() == null ? new JsonObject() : done.result());
                    } else {
                        fail(message, done.cause());
                    }
                    inFlight--;
                    if (inFlight == 0 && idle != null) {
                        idle.tryComplete();
                    }
                }));
    }

    private Future<JsonObject> start(Object body) {
        try {
            return work.apply(Task.of(body));
        } catch (Throwable e) { // an error, too, is an answer, or its place would never be free again
            return Future.failedFuture(e);
        }
    }

    private static void fail(Message<Object> message, Throwable cause) {
        switch (cause) {
            case Snooze snooze -> message.reply(new JsonObject(), snooze.headers());
            case PermanentFailure failure -> message.fail(failure.code(), failure.getMessage());
            case TransientFailure failure -> message.fail(failure.code(), failure.getMessage());
            case Failure failure -> message.reply(failure); // whole, with its code and details
            case ReplyException reply
            when reply.failureCode() >= 400 -> message.fail(reply.failureCode(), reply.getMessage());
            default -> {
                LOG.warn("{} failed", message.address(), cause);
                message.fail(INTERNAL_ERROR, cause.toString());
            }
        }
    }

    /** Takes no further job and ends when those under way have been answered. */
    public Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        consumer.unregister()
                .onSuccess(none -> vertx.eventBus().publish(Workers.CHANGED, new JsonObject()))
                .onComplete(unregistered -> context.runOnContext(none -> {
                    if (inFlight == 0) {
                        stopped.complete();
                    } else {
                        idle = stopped;
                    }
                }));
        return stopped.future();
    }
}
