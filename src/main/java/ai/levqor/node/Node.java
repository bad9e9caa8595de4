package ai.levqor.node;

import ai.levqor.bus.Tracing;
import ai.levqor.config.ClusterSettings;
import ai.levqor.config.CoreSettings;
import ai.levqor.config.DatabaseSettings;
import ai.levqor.config.OpsSettings;
import ai.levqor.config.OtelSettings;
import ai.levqor.config.Settings;
import ai.levqor.ledger.Ledger;
import ai.levqor.metrics.ProcessMeters;
import ai.levqor.security.MasterSecret;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Migrations;
import ai.levqor.sql.SqliteFile;
import ai.levqor.tracing.OtelTracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running process: some or all of the verticles over one kernel. */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private static final String VERSION =
            Objects.requireNonNullElse(Node.class.getPackage().getImplementationVersion(), "development");

    private final Kernel kernel;
    private final Deployments deployments;
    private @Nullable ProcessMeters process;

    private final Closeable lock;

    private Node(Kernel kernel, Closeable lock) {
        this.kernel = kernel;
        this.deployments = new Deployments(kernel);
        this.lock = lock;
    }

    /**
     * Starts the verticles that {@code only} names, or all where it is empty; blocks until they serve.
     *
     * @throws IllegalArgumentException when {@code only} names one that there is not
     * @throws IOException when the data folder cannot be written, the database cannot be used, another server has it, the
     *     cluster cannot be joined, a verticle cannot read its files, or the port is taken
     */
    public static Node start(Settings settings, Set<String> only, boolean cluster) throws IOException {
        return start(settings, only, cluster, false);
    }

    /** The same for a command, which is no node of the service: it may use the database beside the server that has it. */
    public static Node startBeside(Settings settings, Set<String> only) throws IOException {
        return start(settings, only, false, true);
    }

    private static Node start(Settings settings, Set<String> only, boolean cluster, boolean beside) throws IOException {
        ClusterSettings clusterSettings = settings.section("cluster", ClusterSettings.class);
        UUID id = UUID.randomUUID();
        Tracing tracing = tracing(settings, id);
        boolean alone = !cluster && !clusterSettings.enabled();
        // The loops take a tenth of a second, and the database another: neither needs the other.
        CompletableFuture<Loops> begun =
                alone ? CompletableFuture.supplyAsync(() -> Loops.alone(tracing)) : new CompletableFuture<>();
        CoreSettings core = settings.core();
        DatabaseUrl url = DatabaseUrl.of(
                settings.section("database", DatabaseSettings.class).url(), core.dataDir());
        List<Descriptor> descriptors;
        MasterSecret secret;
        Closeable lock;
        boolean stores;
        try {
            descriptors = Descriptor.chosen(only);
            DataDirectory.make(core.dataDir());
            secret = MasterSecret.configured(core.secret(), core.dataDir());
            stores = descriptors.stream()
                    .anyMatch(descriptor -> descriptor.needs().contains("database"));
            if (stores && !alone) {
                Cluster.checkShared(url);
            }
            lock = stores ? openTables(url, beside) : () -> {};
        } catch (IOException | RuntimeException e) {
            begun.thenAccept(loops -> loops.vertx().close());
            throw e;
        }
        Loops loops = alone ? begun.join() : Loops.joined(clusterSettings, tracing);
        var node = new Node(Kernel.open(id, loops, settings, secret, url, stores, tracing), lock);
        try {
            if (node.kernel.audit() instanceof Ledger ledger) {
                node.deployments.add(ledger);
            }
            for (Descriptor descriptor : descriptors) {
                node.deployments.add(descriptor);
            }
            node.watch(stores);
            if (!beside) {
                node.tell(descriptors);
            }
            return node;
        } catch (RuntimeException | IOException e) {
            node.stop().toCompletionStage().toCompletableFuture().join();
            throw e;
        }
    }

    /** Makes a file this process' own, unless it is only {@code beside} the one that serves, and the tables the newest. */
    private static Closeable openTables(DatabaseUrl url, boolean beside) throws IOException {
        Closeable lock = () -> {};
        if (url instanceof DatabaseUrl.Sqlite sqlite) {
            SqliteFile.check(sqlite.file());
            lock = beside ? lock : SqliteFile.lock(sqlite.file());
        }
        try {
            migrate(url);
            return lock;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    // The class of the tracer is loaded where traces are on.
    private static Tracing tracing(Settings settings, UUID node) {
        String endpoint = settings.section("otel", OtelSettings.class).endpoint();
        return endpoint.isEmpty() ? Tracing.OFF : new OtelTracing(endpoint, VERSION, node);
    }

    private static void migrate(DatabaseUrl url) throws IOException {
        try {
            int executed = Migrations.run(url);
            LOG.debug("{} migrations", executed);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The node's own checks and meters. */
    private void watch(boolean stores) {
        Vertx vertx = kernel.vertx();
        if (stores) {
            kernel.health().register("database", kernel.database()::check);
            ProcessMeters.statements(kernel.metrics(), kernel.database()::statements);
            OwnSecret.check(kernel.database(), kernel.secret());
        }
        Cluster.check(vertx).ifPresent(check -> kernel.health().register("cluster", check));
        process = new ProcessMeters(kernel.metrics(), VERSION);
    }

    /** The node's sign of life. */
    private void tell(List<Descriptor> descriptors) {
        var pulse = new Pulse(
                kernel.node(),
                kernel.name(),
                VERSION,
                descriptors.stream().map(Descriptor::name).toList(),
                kernel.settings().section("ops", OpsSettings.class).heartbeatInterval(),
                kernel.metrics(),
                kernel.clock().millis());
        deployments.add(pulse);
    }

    /** What the verticles of this process share. */
    public Kernel kernel() {
        return kernel;
    }

    private Future<Void> unlock() {
        try {
            lock.close();
            return Future.succeededFuture();
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    /** Stops in the reverse order: first nothing more comes in, last the database is closed. */
    public Future<Void> stop() {
        kernel.health().stopping();
        return deployments
                .stop()
                .eventually(() -> kernel.outbound().close())
                .eventually(() -> kernel.database().close())
                .eventually(() -> kernel.vertx().close())
                .eventually(() -> {
                    kernel.bus().tracing().close();
                    if (process != null) {
                        process.close();
                    }
                    kernel.metrics().close();
                    return Future.succeededFuture();
                })
                .eventually(this::unlock)
                .mapEmpty();
    }
}
