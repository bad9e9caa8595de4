package ai.levqor.node;

import ai.levqor.bus.AuditTrail;
import ai.levqor.bus.Authenticator;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.InputValidator;
import ai.levqor.config.Settings;
import ai.levqor.metrics.Metrics;
import ai.levqor.security.GuardedClient;
import ai.levqor.security.MasterSecret;
import ai.levqor.sql.Database;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.Vertx;
import java.time.InstantSource;
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
        Health health) {}
