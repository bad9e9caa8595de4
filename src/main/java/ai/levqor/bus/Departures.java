package ai.levqor.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Ends calls that nobody can answer any more: a node left the cluster while they were under way, and none that is left
 * serves their operation. Where others serve it the bus does not tell whose a call is, so those wait for their timeout.
 */
final class Departures {
    private static final long LOOK_MS = 1_000;

    /** For so long a dead node may still be sent calls: until all that it had registered is gone. */
    private static final int SUSPICIOUS_LOOKS = 30;

    private final ClusterManager cluster;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private List<String> nodes;
    private int suspicious;

    private Departures(Vertx vertx, ClusterManager cluster) {
        this.cluster = cluster;
        this.nodes = cluster.getNodes();
        vertx.setPeriodic(LOOK_MS, none -> look());
    }

    /** Of the cluster that {@code vertx} is part of; null where it is alone. */
    static @Nullable Departures of(Vertx vertx) {
        ClusterManager cluster = ((VertxInternal) vertx).clusterManager();
        return cluster == null ? null : new Departures(vertx, cluster);
    }

    /** Ends as {@code answer} does, or as a failure should nobody be left to give it. */
    Future<Message<JsonObject>> watched(Operation operation, Future<Message<JsonObject>> answer) {
        var call = new Call(operation, Promise.promise());
        calls.add(call);
        answer.onComplete((message, cause) -> {
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
        List<String> now = cluster.getNodes();
        suspicious = now.containsAll(nodes) ? Math.max(0, suspicious - 1) : SUSPICIOUS_LOOKS;
        nodes = now;
        for (Call call : calls) {
            call.orphaned |= suspicious > 0;
            if (call.orphaned) {
                // Asked each time: it takes a moment until what a dead node had registered is gone.
                Listeners.registered(cluster, call.operation.name()).onSuccess(served -> {
                    if (!served) {
                        call.answer.tryFail(BusClient.nobody(call.operation));
                    }
                });
            }
        }
    }

    /** A call under way; {@code orphaned} since a node has left, which may have been its own. */
    private static final class Call {
        private final Operation operation;
        private final Promise<Message<JsonObject>> answer;
        private volatile boolean orphaned;

        Call(Operation operation, Promise<Message<JsonObject>> answer) {
            this.operation = operation;
            this.answer = answer;
        }
    }
}
