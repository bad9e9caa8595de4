package ai.levqor.node;

import ai.levqor.bus.AuditTrail;
import ai.levqor.bus.Authenticator;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.InputValidator;
import ai.levqor.bus.RemoteTrail;
import ai.levqor.bus.Tracing;
import ai.levqor.config.BusSettings;
import ai.levqor.config.CallbacksSettings;
import ai.levqor.config.CoreSettings;
import ai.levqor.config.DatabaseSettings;
import ai.levqor.config.Settings;
import ai.levqor.contract.Schemas;
import ai.levqor.ledger.AnchorSeal;
import ai.levqor.ledger.Ledger;
import ai.levqor.metrics.Metrics;
import ai.levqor.security.ApiKeyAuthenticator;
import ai.levqor.security.GuardedClient;
import ai.levqor.security.KeyHash;
import ai.levqor.security.KeyRing;
import ai.levqor.security.MasterSecret;
import ai.levqor.sql.Database;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Databases;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What every verticle of a process shares; each takes what it needs in its constructor. */
public record Kernel(
        UUID node,
        Vertx vertx,
        Settings settings,
        DatabaseUrl databaseUrl,
        Database database,
        InputValidator schemas,
        Authenticator keys,
        MasterSecret secret,
        GuardedClient outbound,
        BusClient bus,
        InstantSource clock,
        AuditTrail audit,
        Metrics metrics,
        Health health) {

    /** Makes what a node with these parts needs; {@code stores} tells whether it has the database's tables. */
    static Kernel open(
            UUID node,
            Loops loops,
            Settings settings,
            MasterSecret secret,
            DatabaseUrl url,
            boolean stores,
            Tracing tracing)
            throws IOException {
        Vertx vertx = loops.vertx();
        BusClient.register(vertx);
        CoreSettings core = settings.core();
        Database database = Databases.open(vertx, url, settings.section("database", DatabaseSettings.class));
        InstantSource clock = InstantSource.system();
        boolean allowPrivate =
                settings.section("callbacks", CallbacksSettings.class).allowPrivate();
        return new Kernel(
                node,
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

    /** Host and process, by which operators know the node. */
    public String name() {
        return System.getenv().getOrDefault("HOSTNAME", HostName.get()) + ":"
                + ProcessHandle.current().pid();
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
}
