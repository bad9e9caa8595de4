package ai.levqor.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * Requests that go to who serves them in this process, and to another node only where nobody does. So a node that dies
 * takes nothing with it but what it had taken itself, and a call that can stay here does not travel. One that does
 * travel fails with {@link NodeLeft} when its node is gone.
 */
public final class Nearest {
    private Nearest() {}

    /** As the event bus's own, with the same failures. */
    public static <T> Future<Message<T>> request(Vertx vertx, String address, Object body, DeliveryOptions options) {
        if (!vertx.isClustered()) {
            return vertx.eventBus().request(address, body, options);
        }
        return vertx.eventBus()
                .<T>request(address, body, new DeliveryOptions(options).setLocalOnly(true))
                .recover(cause ->
                        cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS
                                ? Departures.of(vertx).request(address, body, options)
                                : Future.failedFuture(cause));
    }
}
