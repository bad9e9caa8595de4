package ai.levqor.jobs;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;

/**
 * Tells the other nodes of work, at most once in an interval and lane-less: they look for themselves. Between nodes a
 * message may be lost; their polling is the floor.
 */
final class Wakes {
    private static final String ADDRESS = "jobs.wake";
    private static final String FROM = "node";
    private static final long INTERVAL_MS = 50;

    private final Vertx vertx;
    private final String node;
    private final Dispatcher dispatcher;
    private boolean pending;

    Wakes(Vertx vertx, String node, Dispatcher dispatcher) {
        this.vertx = vertx;
        this.node = node;
        this.dispatcher = dispatcher;
    }

    /** Hears of the others' work. */
    MessageConsumer<JsonObject> listen() {
        return vertx.eventBus().consumer(ADDRESS, message -> {
            if (!node.equals(message.headers().get(FROM))) {
                dispatcher.reconsider();
            }
        });
    }

    /** Tells the others that there is work, if there are any and this node cannot take it at once. */
    void tellOthers() {
        if (!pending && vertx.isClustered()) {
            pending = true;
            vertx.setTimer(INTERVAL_MS, none -> {
                pending = false;
                if (dispatcher.backlogged()) {
                    vertx.eventBus().publish(ADDRESS, new JsonObject(), new DeliveryOptions().addHeader(FROM, node));
                }
            });
        }
    }
}
