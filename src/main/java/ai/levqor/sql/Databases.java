package ai.levqor.sql;

import ai.levqor.config.DatabaseSettings;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.TrustManagerFactory;

/** Opens a {@link Database}. */
public final class Databases {
    private static final int SQLITE_READERS = 4;

    private Databases() {}

    /**
     * Opens the database that {@code url} names; it connects when first used.
     *
     * @param settings pool size and time limits; its own URL does not count
     */
    public static Database open(Vertx vertx, DatabaseUrl url, DatabaseSettings settings) {
        return switch (url) {
            case DatabaseUrl.Sqlite sqlite -> sqlite(vertx, sqlite);
            case DatabaseUrl.Postgres postgres -> postgres(vertx, postgres, settings);
        };
    }

    private static Database sqlite(Vertx vertx, DatabaseUrl.Sqlite url) {
        Pool writer = JDBCPool.pool(
                vertx,
                new SqliteDataSource(url.dataSource()),
                new PoolOptions().setMaxSize(1).setName("writer"));
        Pool reader = JDBCPool.pool(
                vertx,
                new SqliteDataSource(url.dataSource()),
                new PoolOptions().setMaxSize(SQLITE_READERS).setName("readers"));
        return new Database(writer, reader, new SqliteDialect());
    }

    private static Database postgres(Vertx vertx, DatabaseUrl.Postgres url, DatabaseSettings settings) {
        var connect = new PgConnectOptions()
                .setHost(url.host())
                .setPort(url.port())
                .setDatabase(url.database())
                .setUser(url.user())
                .setPassword(url.password())
                .setCachePreparedStatements(true)
                .setPipeliningLimit(64)
                .addProperty("application_name", "levqor")
                // The same plan for every batch: PostgreSQL knows neither the length of an array nor that jobs change
                // state faster than its statistics.
                .addProperty("plan_cache_mode", "force_generic_plan")
                .addProperty(
                        "statement_timeout",
                        String.valueOf(settings.statementTimeout().toMillis()));
        var pool = new PoolOptions()
                .setMaxSize(settings.poolSize())
                .setName("postgres")
                .setConnectionTimeout(Math.toIntExact(settings.connectTimeout().toMillis()))
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
        if (!url.sslMode().equals("disable")) {
            connect.setSslMode(SslMode.of(url.sslMode())).setSslOptions(tls(url.sslMode()));
        }
        Supplier<Pool> pools = () -> PgBuilder.pool()
                .with(pool)
                .with(new NetClientOptions()
                        .setConnectTimeout(
                                Math.toIntExact(settings.connectTimeout().toMillis())))
                .connectingTo(connect)
                .using(vertx)
                .build();
        return Database.shared(
                pools, new PostgresDialect(), settings.statementTimeout().plusSeconds(2));
    }

    /** The JVM's own trust store decides, where the mode asks for a check at all. */
    private static ClientSSLOptions tls(String mode) {
        var options = new ClientSSLOptions();
        return switch (mode) {
            case "require" -> options.setTrustAll(true);
            case "verify-full" -> options.setTrustOptions(trustStore()).setHostnameVerificationAlgorithm("HTTPS");
            default -> options.setTrustOptions(trustStore()).setHostnameVerificationAlgorithm("");
        };
    }

    private static TrustOptions trustStore() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return TrustOptions.wrap(factory.getTrustManagers()[0]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JVM's trust store cannot be read", e);
        }
    }
}
