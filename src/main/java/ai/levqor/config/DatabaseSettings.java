package ai.levqor.config;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The database: section {@code database}.
 *
 * @param url empty (SQLite in the data folder), {@code sqlite:FILE} or {@code postgresql://user:password@host:port/db}
 * @param poolSize connections to PostgreSQL per process
 */
public record DatabaseSettings(String url, int poolSize, Duration connectTimeout, Duration statementTimeout) {
    private static final String FORMS =
            "empty, sqlite:FILE or postgresql://user:password@host:port/db, with %40 for @ and %2F for / in the password";
    private static final Pattern SQLITE = Pattern.compile("sqlite:.+");
    // Stricter than a URI, which would take the part of a password that follows an unescaped @ or / for the host.
    private static final Pattern POSTGRESQL = Pattern.compile(
            "postgresql://([^@/\\s]*@)?([^@/:\\s]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?/[^@/?\\s]+(\\?\\S*)?");

    public DatabaseSettings {
        Check.section("database")
                .that(valid(url), "url", url, FORMS)
                .range("pool-size", poolSize, 1, 1_000)
                .range("connect-timeout", connectTimeout, "100ms", "5m")
                .range("statement-timeout", statementTimeout, "100ms", "1h")
                .done();
    }

    private static boolean valid(String url) {
        return url.isEmpty()
                || SQLITE.matcher(url).matches()
                || POSTGRESQL.matcher(url).matches();
    }

    @Override
    public String toString() {
        return "DatabaseSettings[url=" + SecretKeys.mask("database.url", url) + ", poolSize=" + poolSize
                + ", connectTimeout=" + connectTimeout + ", statementTimeout=" + statementTimeout + "]";
    }
}
