package ai.levqor.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.function.ToIntFunction;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** Brings the tables up to date; several nodes may try at once. */
public final class Migrations {
    private Migrations() {}

    /**
     * Runs what is missing and answers how many that were; blocks.
     *
     * @throws UncheckedIOException when the database cannot be reached, with what it or its driver says
     */
    public static int run(DatabaseUrl url) {
        return with(url, flyway -> flyway.migrate().migrationsExecuted);
    }

    /** How many are missing; blocks, changes nothing and fails as {@link #run} does. */
    public static int missing(DatabaseUrl url) {
        return with(url, flyway -> flyway.info().pending().length);
    }

    private static int with(DatabaseUrl url, ToIntFunction<Flyway> work) {
        Dialect dialect = switch (url) {
            case DatabaseUrl.Sqlite sqlite -> new SqliteDialect();
            case DatabaseUrl.Postgres postgres -> new PostgresDialect();
        };
        try {
            return work.applyAsInt(Flyway.configure()
                    .dataSource(url.dataSource())
                    .locations("classpath:db/migration")
                    .placeholders(dialect.migrationPlaceholders())
                    .placeholderReplacement(true)
                    .load());
        } catch (FlywayException e) {
            SQLException refused = refusal(e);
            if (refused == null) {
                throw e;
            }
            String message = "The database cannot be used: " + refused.getMessage() + " LEVQOR_DATABASE_URL names it.";
            throw new UncheckedIOException(new IOException(message, e));
        }
    }

    /** SQLSTATE classes 08 (connection), 28 (user or password) and 3D (no such database). */
    private static @Nullable SQLException refusal(@Nullable Throwable cause) {
        if (cause == null) {
            return null;
        }
        return cause instanceof SQLException error
                        && String.valueOf(error.getSQLState()).matches("(08|28|3D).*")
                ? error
                : refusal(cause.getCause());
    }
}
