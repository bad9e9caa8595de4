package ai.levqor.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.Shareable;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Ends requests to other nodes that nobody can answer any more, because their node has left the cluster. Vert.x itself
 * lets them wait for their timeout. One for a process.
 */
final class Departures implements Shareable {
    private static final String NAME = "levqor.departures";
    private static final long LOOK_MS = 1_000;

    private final VertxInternal vertx;
    private final ClusterManager cluster;
    private final Set<Call<?>> calls = ConcurrentHashMap.newKeySet();

    private Departures(VertxInternal vertx) {
        this.vertx = vertx;
        this.cluster = vertx.clusterManager();
        // A context of its own, so that it outlives the verticle that asked first.
        ContextInternal context = vertx.createEventLoopContext();
        context.runOnContext(none -> vertx.setPeriodic(LOOK_MS, timer -> look()));
    }

    /** The one of a process that is part of a cluster. */
    static Departures of(Vertx vertx) {
        return vertx.sharedData()
                .<String, Departures>getLocalMap(NAME)
                .computeIfAbsent(NAME, none -> new Departures((VertxInternal) vertx));
    }

    /** As the event bus's own; fails with {@link NodeLeft} about a second after the node that it went to has left. */
    <T> Future<Message<T>> request(String address, Object body, DeliveryOptions options) {
        var call = new Call<T>(vertx.getOrCreateContext().promise());
        calls.add(call);
        NotingSelector.noting(
                        node -> members().contains(node),
                        node -> call.node = node,
                        () -> vertx.eventBus().<T>request(address, body, options))
                .onComplete((message, cause) -> {
                    calls.remove(call);
                    if (cause == null) {
                        call.answer.tryComplete(message);
                    } else {
                        call.answer.tryFail(cause);
                    }
                });
        return call.answer.future();
    }

    private void look() {
        if (calls.isEmpty()) {
            return;
        }
        Set<String> members = members();
        calls.removeIf(call -> {
            String node = call.node;
            return node != null && !members.contains(node) && call.answer.tryFail(new NodeLeft());
        });
    }

    /** None while this node itself is out of the cluster: then nobody can be reached. */
    private Set<String> members() {
        return cluster.isActive() ? Set.copyOf(cluster.getNodes()) : Set.of();
    }

    /** A request under way; {@code node} is whose it is, once that is known. */
    private static final class Call<T> {
        private final Promise<Message<T>> answer;
        private volatile @Nullable String node;

        Call(Promise<Message<T>> answer) {
            this.answer = answer;
        }
    }
}
