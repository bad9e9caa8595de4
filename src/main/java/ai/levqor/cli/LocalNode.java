package ai.levqor.cli;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.config.Settings;
import ai.levqor.node.Node;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * Some verticles in the process of a command, on the configured database: a command does what a client of the server
 * does, by the same operations, whether a server runs or not. It stays out of the cluster.
 */
final class LocalNode implements Service, AutoCloseable {
    private final Node node;
    private final Caller caller;

    private LocalNode(Node node) {
        this.node = node;
        this.caller = Operator.caller();
    }

    /** Starts the verticles that {@code names} has. */
    static LocalNode start(Map<String, String> env, Set<String> names) throws IOException {
        Map<String, String> own = new HashMap<>(env);
        own.put("LEVQOR_CLUSTER_ENABLED", "false");
        return new LocalNode(Node.startBeside(Settings.load(own), names));
    }

    /** Calls an operation as the user of this machine who runs the command. */
    @Override
    public JsonObject call(Operation operation, JsonObject input) {
        return join(node.kernel().bus().call(operation, input, caller));
    }

    @Override
    public void close() {
        join(node.stop());
    }

    private static <T> T join(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Failure failure ? failure : e;
        }
    }
}
