package ai.levqor.node;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.RemoteTrail;
import ai.levqor.bus.Tracing;
import ai.levqor.config.BusSettings;
import ai.levqor.config.CallbacksSettings;
import ai.levqor.config.ClusterSettings;
import ai.levqor.config.CoreSettings;
import ai.levqor.config.DatabaseSettings;
import ai.levqor.config.HttpSettings;
import ai.levqor.config.OpsSettings;
import ai.levqor.config.OtelSettings;
import ai.levqor.config.Settings;
import ai.levqor.config.SettingsException;
import ai.levqor.contract.Schemas;
import ai.levqor.ledger.AnchorSeal;
import ai.levqor.ledger.Ledger;
import ai.levqor.metrics.ProcessMeters;
import ai.levqor.security.ApiKeyAuthenticator;
import ai.levqor.security.GuardedClient;
import ai.levqor.security.KeyHash;
import ai.levqor.security.KeyRing;
import ai.levqor.security.MasterSecret;
import ai.levqor.sql.Database;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Databases;
import ai.levqor.sql.Migrations;
import ai.levqor.sql.SqliteFile;
import ai.levqor.tracing.OtelTracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running process: some or all of the verticles over one kernel. */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private static final String VERSION =
            Objects.requireNonNullElse(Node.class.getPackage().getImplementationVersion(), "development");

    private final Kernel kernel;
    private final Deque<String> deployments = new ArrayDeque<>();
    private @Nullable ProcessMeters process;

    private final Closeable lock;

    private Node(Kernel kernel, Closeable lock) {
        this.kernel = kernel;
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

    /** The names of all verticles but {@code except}'s; throws as {@link #start} does when there is no such. */
    public static Set<String> allBut(Set<String> except) {
        chosen(except);
        Set<String> names =
                Descriptor.all().stream().map(Descriptor::name).collect(Collectors.toCollection(LinkedHashSet::new));
        names.removeAll(except);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("No verticle is left to run.");
        }
        return names;
    }

    /** The same for a command, which is no node of the service: it may use the database beside the server that has it. */
    public static Node startBeside(Settings settings, Set<String> only) throws IOException {
        return start(settings, only, false, true);
    }

    private static Node start(Settings settings, Set<String> only, boolean cluster, boolean beside) throws IOException {
        ClusterSettings clusterSettings = settings.section("cluster", ClusterSettings.class);
        Tracing tracing = tracing(settings);
        boolean alone = !cluster && !clusterSettings.enabled();
        // The loops take a tenth of a second, and the database another: neither needs the other.
        CompletableFuture<Loops> begun =
                alone ? CompletableFuture.supplyAsync(() -> Loops.alone(tracing)) : new CompletableFuture<>();
        CoreSettings core = settings.core();
        DatabaseSettings databaseSettings = settings.section("database", DatabaseSettings.class);
        DatabaseUrl url = DatabaseUrl.of(databaseSettings.url(), core.dataDir());
        List<Descriptor> descriptors;
        MasterSecret secret;
        Closeable lock;
        boolean stores;
        try {
            descriptors = chosen(only);
            DataDirectory.make(core.dataDir());
            secret = MasterSecret.configured(core.secret(), core.dataDir());
            stores = descriptors.stream()
                    .anyMatch(descriptor -> descriptor.needs().contains("database"));
            lock = stores ? openTables(url, beside) : () -> {};
        } catch (IOException | RuntimeException e) {
            begun.thenAccept(loops -> loops.vertx().close());
            throw e;
        }
        Loops loops = alone ? begun.join() : Loops.joined(clusterSettings, tracing);
        Vertx vertx = loops.vertx();
        var node = new Node(kernel(loops, settings, secret, url, databaseSettings, stores, tracing), lock);
        try {
            if (node.kernel.audit() instanceof Ledger ledger) {
                node.deployments.push(vertx.deployVerticle(ledger).await());
            }
            node.deploy(descriptors);
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
    private static Tracing tracing(Settings settings) {
        String endpoint = settings.section("otel", OtelSettings.class).endpoint();
        return endpoint.isEmpty() ? Tracing.OFF : new OtelTracing(endpoint, VERSION);
    }

    private static void migrate(DatabaseUrl url) throws IOException {
        try {
            int executed = Migrations.run(url);
            LOG.debug("{} migrations", executed);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static List<Descriptor> chosen(Set<String> only) {
        List<Descriptor> all = Descriptor.all();
        Set<String> unknown = new TreeSet<>(only);
        all.forEach(descriptor -> unknown.remove(descriptor.name()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("There is no verticle " + String.join(", ", unknown) + "; there are "
                    + String.join(", ", all.stream().map(Descriptor::name).toList()) + ".");
        }
        return all.stream()
                .filter(descriptor -> only.isEmpty() || only.contains(descriptor.name()))
                .toList();
    }

    private static Kernel kernel(
            Loops loops,
            Settings settings,
            MasterSecret secret,
            DatabaseUrl url,
            DatabaseSettings databaseSettings,
            boolean stores,
            Tracing tracing)
            throws IOException {
        Vertx vertx = loops.vertx();
        BusClient.register(vertx);
        CoreSettings core = settings.core();
        Database database = Databases.open(vertx, url, databaseSettings);
        InstantSource clock = InstantSource.system();
        boolean allowPrivate =
                settings.section("callbacks", CallbacksSettings.class).allowPrivate();
        return new Kernel(
                UUID.randomUUID(),
                vertx,
                settings,
                url,
                database,
                Schemas.shared(),
                keys(vertx, core, secret),
                secret,
                new GuardedClient(
                        vertx, GuardedClient.Policy.strict().allowing(allowPrivate, allowPrivate && core.production())),
                new BusClient(vertx, settings.section("bus", BusSettings.class).requestTimeout(), tracing),
                clock,
                stores ? new Ledger(database, new AnchorSeal(secret), clock) : new RemoteTrail(vertx),
                loops.metrics(),
                new Health(vertx));
    }

    private static ApiKeyAuthenticator keys(Vertx vertx, CoreSettings core, MasterSecret secret) throws IOException {
        List<String> current = new ArrayList<>(core.apiKeys());
        if (!core.production()) {
            current.add(KeyRing.developmentKey(core.dataDir()));
        }
        var hash = new KeyHash(secret);
        var configured = new KeyRing(current, core.apiKeysNext(), hash);
        var authenticator = new ApiKeyAuthenticator(vertx, configured, hash, InstantSource.system());
        authenticator.listen().toCompletionStage().toCompletableFuture().join();
        return authenticator;
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
                name(),
                VERSION,
                descriptors.stream().map(Descriptor::name).toList(),
                kernel.settings().section("ops", OpsSettings.class).heartbeatInterval(),
                kernel.metrics(),
                kernel.clock().millis());
        deployments.push(kernel.vertx().deployVerticle(pulse).await());
    }

    /** Host and process, for operators. */
    private static String name() {
        return System.getenv().getOrDefault("HOSTNAME", "localhost") + ":"
                + ProcessHandle.current().pid();
    }

    private void deploy(List<Descriptor> descriptors) throws IOException {
        for (Descriptor descriptor : descriptors) {
            deployments.push(deploy(descriptor));
            LOG.debug("deployed {}", descriptor.name());
        }
    }

    private String deploy(Descriptor descriptor) throws IOException {
        try {
            return kernel.vertx()
                    .deployVerticle(() -> descriptor.instance(kernel), descriptor.options(kernel.settings()))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SettingsException wrong) {
                throw wrong;
            }
            if (!(e.getCause() instanceof BindException)) {
                // A file of the operator's: who reads it says what is wrong with it.
                if (e.getCause() instanceof IOException refused && refused.getMessage() != null) {
                    throw refused;
                }
                throw e;
            }
            HttpSettings http = kernel.settings().section("http", HttpSettings.class);
            throw new IOException(
                    "Cannot listen on " + http.host() + ":" + http.port() + ": "
                            + e.getCause().getMessage()
                            + ". Stop what listens there, or choose another port with LEVQOR_HTTP_PORT.",
                    e);
        }
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
        Future<?> stopped = Future.succeededFuture();
        for (String id : deployments) {
            stopped = stopped.eventually(() -> kernel.vertx().undeploy(id));
        }
        return stopped.eventually(() -> kernel.outbound().close())
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
