package ai.levqor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.InputValidator;
import ai.levqor.bus.Operation;
import ai.levqor.config.CallbacksSettings;
import ai.levqor.config.DatabaseSettings;
import ai.levqor.config.Settings;
import ai.levqor.ledger.AnchorSeal;
import ai.levqor.ledger.Ledger;
import ai.levqor.metrics.Metrics;
import ai.levqor.node.Health;
import ai.levqor.node.Kernel;
import ai.levqor.security.ApiKeyAuthenticator;
import ai.levqor.security.GuardedClient;
import ai.levqor.security.KeyHash;
import ai.levqor.security.KeyRing;
import ai.levqor.security.MasterSecret;
import ai.levqor.sql.Database;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Databases;
import ai.levqor.sql.Migrations;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A node for tests: a real kernel on a real database that is migrated, with the clock that a test gives it. Several on
 * one database are several nodes.
 *
 * <pre>{@code
 * try (var node = TestKernel.start(DatabaseUrl.of("", dir), clock, new Schemas(), Map.of())) {
 *     node.deploy(new JobsVerticle(node.kernel()));
 *     node.call(Jobs.SUBMIT, input);
 * }
 * }</pre>
 */
public final class TestKernel implements AutoCloseable {
    /** What all test nodes derive their secrets from. */
    public static final MasterSecret SECRET = MasterSecret.of("9f2c4e1ab7d05863e1f4a29c70bd5e38");

    private static final long TIMEOUT_S = 30;
    private static final Sql AUDIT = Sql.of("select entries from audit_segments");

    private final Kernel kernel;

    private TestKernel(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Starts a node; {@code env} holds settings as environment variables. */
    public static TestKernel start(
            DatabaseUrl url, InstantSource clock, InputValidator validator, Map<String, String> env) {
        Settings settings = Settings.load(env);
        Migrations.run(url);
        Vertx vertx = Vertx.vertx();
        BusClient.register(vertx);
        boolean allowPrivate =
                settings.section("callbacks", CallbacksSettings.class).allowPrivate();
        Database database = Databases.open(vertx, url, settings.section("database", DatabaseSettings.class));
        var ledger = new Ledger(database, new AnchorSeal(SECRET), clock);
        join(vertx.deployVerticle(ledger));
        return new TestKernel(new Kernel(
                UUID.randomUUID(),
                vertx,
                settings,
                url,
                database,
                validator,
                keys(vertx, clock),
                SECRET,
                new GuardedClient(vertx, GuardedClient.Policy.strict().allowing(allowPrivate, false)),
                new BusClient(vertx, Duration.ofSeconds(TIMEOUT_S)),
                clock,
                ledger,
                new Metrics(),
                new Health(vertx)));
    }

    private static ApiKeyAuthenticator keys(Vertx vertx, InstantSource clock) {
        var hash = new KeyHash(SECRET);
        return new ApiKeyAuthenticator(vertx, new KeyRing(List.of(), List.of(), hash), hash, clock);
    }

    public Kernel kernel() {
        return kernel;
    }

    public Vertx vertx() {
        return kernel.vertx();
    }

    /** Deploys on virtual threads, as the actors' descriptors say; answers the deployment's id. */
    public String deploy(Deployable verticle) throws Exception {
        return deploy(verticle, ThreadingModel.VIRTUAL_THREAD);
    }

    public String deploy(Deployable verticle, ThreadingModel threading) throws Exception {
        return get(vertx().deployVerticle(verticle, new DeploymentOptions().setThreadingModel(threading)));
    }

    /** Calls an operation with every scope; throws its failure. */
    public JsonObject call(Operation operation, JsonObject input) throws Exception {
        return get(kernel.bus().call(operation, input, Caller.SYSTEM));
    }

    /** Prometheus would get this line. */
    public void assertScraped(String line) throws Exception {
        String text = get(kernel.metrics().scrape(vertx()));
        assertTrue(text.contains("\n" + line + "\n"), () -> line + " is not in\n" + text);
    }

    /** What {@code future} ends with; throws its failure. */
    public static <T> T get(Future<T> future) throws Exception {
        try {
            return future.await(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (Failure failure) {
            Produced.add("failures", failure.json().encode());
            throw failure;
        }
    }

    /** Undeploys everything, then closes database and network. */
    @Override
    public void close() {
        for (String id : vertx().deploymentIDs()) {
            // A verticle takes those with it that it deployed itself.
            if (vertx().deploymentIDs().contains(id)) {
                join(vertx().undeploy(id));
            }
        }
        join(kernel.outbound().close());
        join(kernel.database()
                .query(AUDIT, Params.NONE)
                .onSuccess(rows -> rows.forEach(row -> Produced.add("audit", row.getString("entries"))))
                .mapEmpty()
                // Some tests took the database away.
                .recover(cause -> cause instanceof Failure failure && failure.code() == Code.UNAVAILABLE
                        ? Future.succeededFuture()
                        : Future.failedFuture(cause)));
        join(kernel.database().close());
        join(vertx().close());
    }

    private static void join(Future<?> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(TIMEOUT_S, TimeUnit.SECONDS)
                .join();
    }
}
