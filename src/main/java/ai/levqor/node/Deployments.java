package ai.levqor.node;

import ai.levqor.config.HttpSettings;
import ai.levqor.config.SettingsException;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.BindException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verticles of a node, in the order in which they came. */
final class Deployments {
    private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);

    private final Kernel kernel;

    /** The newest first. */
    private final Deque<String> ids = new ArrayDeque<>();

    Deployments(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Deploys a verticle of the node itself; blocks until it serves. */
    void add(Deployable verticle) {
        ids.push(kernel.vertx().deployVerticle(verticle).await());
    }

    /**
     * Deploys what a descriptor describes; blocks until it serves.
     *
     * @throws IOException when it cannot read its files, or its port is taken
     */
    void add(Descriptor descriptor) throws IOException {
        try {
            ids.push(kernel.vertx()
                    .deployVerticle(() -> descriptor.instance(kernel), descriptor.options(kernel.settings()))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join());
            LOG.debug("deployed {}", descriptor.name());
        } catch (CompletionException e) {
            throw refusal(e);
        }
    }

    private IOException refusal(CompletionException failed) {
        return switch (failed.getCause()) {
            case SettingsException wrong -> throw wrong;
            case BindException taken -> {
                HttpSettings http = kernel.settings().section("http", HttpSettings.class);
                yield new IOException(
                        "Cannot listen on " + http.host() + ":" + http.port() + ": " + taken.getMessage()
                                + ". Stop what listens there, or choose another port with LEVQOR_HTTP_PORT.",
                        failed);
            }
            // A file of the operator's: who reads it says what is wrong with it.
            case IOException refused when refused.getMessage() != null -> refused;
            case null, default -> throw failed;
        };
    }

    /** Undeploys all, the newest first; one that fails stops no other. */
    Future<?> stop() {
        Future<?> stopped = Future.succeededFuture();
        for (String id : ids) {
            stopped = stopped.eventually(() -> kernel.vertx().undeploy(id));
        }
        return stopped;
    }
}
