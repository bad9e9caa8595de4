package ai.levqor.bench;

import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.http.Api;
import ai.levqor.http.BareServer;
import ai.levqor.http.EdgePolicy;
import ai.levqor.http.HttpEdge;
import ai.levqor.http.HttpLimits;
import ai.levqor.http.Service;
import ai.levqor.http.Site;
import ai.levqor.jobs.Jobs;
import ai.levqor.limits.LocalBuckets;
import ai.levqor.limits.RateLimits;
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

/** The HTTP edge as the product has it, with {@link StoreNothing} beside the intake, and both once more bare. */
final class BenchEdge extends VerticleBase {
    private static final int INSTANCES = 2;
    private static final int UNREACHED = 100_000_000;
    private static final int BUCKETS = 100_000;

    private final Kernel kernel;
    private final int port;
    private final int barePort;
    private final EdgePolicy policy;
    private @Nullable HttpEdge edge;

    private BenchEdge(Kernel kernel, int port, int barePort, EdgePolicy policy) {
        this.kernel = kernel;
        this.port = port;
        this.barePort = barePort;
        this.policy = policy;
    }

    /** Deploys one edge an event loop, all on one free port. */
    static BenchEdge deploy(Kernel kernel) throws IOException {
        int port = freePort();
        int barePort = freePort();
        // Limits that count as in production, but that no load reaches.
        var open = EdgePolicy.open();
        var policy = new EdgePolicy(
                new RateLimits(new LocalBuckets(BUCKETS), UNREACHED, UNREACHED),
                open.ownLimits(),
                open.trustedProxies(),
                open.origins(),
                open.sessions(),
                open.connections());
        kernel.vertx()
                .deployVerticle(
                        () -> new BenchEdge(kernel, port, barePort, policy),
                        new DeploymentOptions().setInstances(INSTANCES))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return new BenchEdge(kernel, port, barePort, policy);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Where the same operations are served without anything around them. */
    int barePort() {
        return barePort;
    }

    int port() {
        return port;
    }

    @Override
    public Future<?> start() {
        var schemas = new Schemas();
        var api = new Api(
                List.of(Jobs.SUBMIT, StoreNothing.ACCEPT, StoreNothing.RECORD),
                (Operation operation) -> schemas.schema(operation.request()),
                Buffer::buffer,
                Buffer::buffer,
                Buffer::buffer,
                Site.of("bench", "https://levqor.ai", "30 days", kernel.clock()));
        var limits = limits(port);
        var service = new Service("bench", "bench", false);
        edge = new HttpEdge(vertx, kernel.bus(), kernel.keys(), api, service, limits, policy);
        return edge.start()
                .compose(none -> BareServer.listen(
                        vertx,
                        kernel.bus(),
                        List.of(StoreNothing.BARE, StoreJob.BARE),
                        operation -> schemas.schema(operation.request()),
                        limits(barePort)));
    }

    private static HttpLimits limits(int port) {
        return new HttpLimits(
                "127.0.0.1",
                port,
                512 * 1024,
                8 * 1024,
                16 * 1024,
                8192,
                Duration.ofMinutes(1),
                Duration.ofSeconds(15),
                Duration.ofSeconds(15));
    }

    @Override
    public Future<?> stop() {
        return Objects.requireNonNull(edge).drain(Duration.ofSeconds(1));
    }
}
