package ai.levqor.config;

import java.net.URI;
import java.time.Duration;

/**
 * The database: section {@code database}.
 *
 * @param url empty (SQLite in the data folder), {@code sqlite:FILE} or {@code postgresql://user:password@host:port/db}
 * @param poolSize connections to PostgreSQL per process
 */
public record DatabaseSettings(String url, int poolSize, Duration connectTimeout, Duration statementTimeout) {
    public DatabaseSettings {
        Check.section("database")
                .that(valid(url), "url", url, "empty, sqlite:FILE or postgresql://user:password@host:port/db")
                .range("pool-size", poolSize, 1, 1_000)
                .range("connect-timeout", connectTimeout, "100ms", "5m")
                .range("statement-timeout", statementTimeout, "100ms", "1h")
                .done();
    }

    private static boolean valid(String url) {
        return url.isEmpty() || (url.startsWith("sqlite:") && url.length() > "sqlite:".length()) || postgresql(url);
    }

    private static boolean postgresql(String url) {
        try {
            URI uri = URI.create(url);
            String path = uri.getPath();
            // Not getHost: it refuses the underscore that container names may have.
            return "postgresql".equals(uri.getScheme())
                    && uri.getRawAuthority() != null
                    && path != null
                    && path.length() > 1;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "DatabaseSettings[url=" + SecretKeys.mask("database.url", url) + ", poolSize=" + poolSize
                + ", connectTimeout=" + connectTimeout + ", statementTimeout=" + statementTimeout + "]";
    }
}
