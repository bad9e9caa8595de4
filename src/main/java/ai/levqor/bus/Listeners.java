package ai.levqor.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;

/**
 * Tells whether anybody listens at an address, without a message to whoever does: a cluster's registrations say so; alone,
 * a question is put that is taken off the bus before it reaches the consumer.
 */
public final class Listeners {
    private static final String QUESTION = "levqor: does anybody listen?";
    private static final long PATIENCE_MS = 100;

    private final Vertx vertx;

    /** Answers questions about addresses that begin with {@code prefix}. */
    public Listeners(Vertx vertx, String prefix) {
        this.vertx = vertx;
        vertx.eventBus().addInboundInterceptor((DeliveryContext<Object> delivery) -> {
            if (delivery.message().address().startsWith(prefix)
                    && QUESTION.equals(delivery.message().body())) {
                delivery.message().reply(null);
            } else {
                delivery.next();
            }
        });
    }

    /** Whether anybody listens at {@code address}, here or on another node. */
    public Future<Boolean> any(String address) {
        ClusterManager cluster = ((VertxInternal) vertx).clusterManager();
        if (cluster == null) {
            return here(address);
        }
        Promise<List<RegistrationInfo>> found = Promise.promise();
        cluster.getRegistrations(address, found);
        return found.future().map(registrations -> !registrations.isEmpty());
    }

    private Future<Boolean> here(String address) {
        var options = new DeliveryOptions()
                .setLocalOnly(true)
                .setSendTimeout(PATIENCE_MS)
                .setTracingPolicy(TracingPolicy.IGNORE);
        // A consumer that is busy for longer listens as well.
        return vertx.eventBus()
                .request(address, QUESTION, options)
                .map(true)
                .otherwise(cause ->
                        !(cause instanceof ReplyException reply) || reply.failureType() != ReplyFailure.NO_HANDLERS);
    }
}
