package ai.levqor.bench;

import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.http.Api;
import ai.levqor.http.HttpEdge;
import ai.levqor.http.HttpLimits;
import ai.levqor.http.Service;
import ai.levqor.http.Site;
import ai.levqor.jobs.Jobs;
import ai.levqor.node.Kernel;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The HTTP edge as the product has it, with {@link StoreNothing} beside the intake. */
final class BenchEdge extends VerticleBase {
    private static final int INSTANCES = 2;

    private final Kernel kernel;
    private final int port;
    private @Nullable HttpEdge edge;

    private BenchEdge(Kernel kernel, int port) {
        this.kernel = kernel;
        this.port = port;
    }

    /** Deploys one edge an event loop, all on one free port. */
    static BenchEdge deploy(Kernel kernel) throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        kernel.vertx()
                .deployVerticle(() -> new BenchEdge(kernel, port), new DeploymentOptions().setInstances(INSTANCES))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return new BenchEdge(kernel, port);
    }

    int port() {
        return port;
    }

    @Override
    public Future<?> start() {
        var schemas = new Schemas();
        var api = new Api(
                List.of(Jobs.SUBMIT, StoreNothing.ACCEPT),
                (Operation operation) -> schemas.schema(operation.request()),
                Buffer::buffer,
                Buffer::buffer,
                Buffer::buffer,
                Site.of("bench", "https://levqor.ai", "30 days", kernel.clock()));
        var limits = new HttpLimits(
                "127.0.0.1", port, 512 * 1024, 8 * 1024, 16 * 1024, Duration.ofMinutes(1), Duration.ofSeconds(15));
        edge = new HttpEdge(vertx, kernel.bus(), kernel.keys(), api, new Service("bench", "bench", false), limits);
        return edge.start();
    }

    @Override
    public Future<?> stop() {
        return Objects.requireNonNull(edge).drain(Duration.ofSeconds(1));
    }
}
