package ai.levqor.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.ToIntFunction;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.ValidateResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the tables up to date; several nodes may try at once. */
public final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    /** The version of the last file of {@code db/migration}, so that tables which are up to date are known by one look. */
    static final String NEWEST = "24";

    private static final String LAST =
            "select installed_rank, version, success from flyway_schema_history order by installed_rank desc limit 1";

    private Migrations() {}

    /**
     * Runs what is missing and answers how many that were; blocks.
     *
     * @throws UncheckedIOException when the database cannot be used, with what is wrong and what to do
     */
    public static int run(DatabaseUrl url) {
        boolean begun = prepare(url);
        int known = current(url);
        if (known > 0) {
            return begun ? known : 0;
        }
        return with(url, flyway -> flyway.migrate().migrationsExecuted);
    }

    /** How many are missing; blocks, changes nothing and fails as {@link #run} does. */
    public static int missing(DatabaseUrl url) {
        return with(url, flyway -> flyway.info().pending().length);
    }

    /** Fails as {@link #run} does when the tables are a newer version's or another program's; changes nothing. */
    public static void check(DatabaseUrl url) {
        with(url, flyway -> {
            ValidateResult result = flyway.validateWithResult();
            // What is missing comes at the next start.
            result.invalidMigrations.stream()
                    .filter(invalid ->
                            invalid.errorDetails.errorCode != CoreErrorCode.RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED)
                    .findFirst()
                    .ifPresent(invalid -> {
                        throw new FlywayValidateException(invalid.errorDetails, invalid.errorDetails.errorMessage);
                    });
            return 0;
        });
    }

    /**
     * How many migrations the tables have, 0 where they are not up to date. Flyway takes a third of a second to say the
     * same, and tells what is wrong where this cannot.
     */
    private static int current(DatabaseUrl url) {
        try (Connection connection = url.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery(LAST)) {
            return last.next() && NEWEST.equals(last.getString("version")) && last.getBoolean("success")
                    ? last.getInt("installed_rank")
                    : 0;
        } catch (SQLException e) {
            LOG.debug("the tables have to be looked at: {}", e.getMessage());
            return 0;
        }
    }

    /** Answers whether the tables were made. */
    private static boolean prepare(DatabaseUrl url) {
        boolean begun = false;
        if (url instanceof DatabaseUrl.Sqlite sqlite) {
            try {
                SqliteFile.check(sqlite.file());
                begun = FirstTables.begin(sqlite.file());
                SqliteLibrary.keepIn(sqlite.file().toAbsolutePath().resolveSibling("native"));
                Upkeep.prepare(sqlite);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw new UncheckedIOException(
                        SqliteFile.refused(sqlite.file().toAbsolutePath(), String.valueOf(SqliteFile.trouble(e))));
            }
        }
        return begun;
    }

    private static int with(DatabaseUrl url, ToIntFunction<Flyway> work) {
        Dialect dialect = switch (url) {
            case DatabaseUrl.Sqlite sqlite -> new SqliteDialect();
            case DatabaseUrl.Postgres postgres -> new PostgresDialect();
        };
        try {
            if (url instanceof DatabaseUrl.Sqlite sqlite) {
                SqliteFile.check(sqlite.file());
            }
            return work.applyAsInt(Flyway.configure()
                    .dataSource(url.dataSource())
                    .locations("classpath:db/migration")
                    .placeholders(dialect.migrationPlaceholders())
                    .placeholderReplacement(true)
                    // By default those of a newer version are overlooked.
                    .ignoreMigrationPatterns(new String[0])
                    .load());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FlywayException e) {
            IOException refused = refused(url, e);
            if (refused == null) {
                throw e;
            }
            refused.initCause(e);
            throw new UncheckedIOException(refused);
        }
    }

    private static @Nullable IOException refused(DatabaseUrl url, FlywayException failure) {
        if (failure instanceof FlywayValidateException
                || failure.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return new IOException("The database " + name(url) + " has tables that are not this version's: a newer"
                    + " Levqor or another program made them. Run that version, or name another database in"
                    + " LEVQOR_DATABASE_URL.");
        }
        if (url instanceof DatabaseUrl.Sqlite sqlite) {
            String why = SqliteFile.trouble(failure);
            return why == null ? null : SqliteFile.refused(sqlite.file().toAbsolutePath(), why);
        }
        SQLException refused = refusal(failure);
        return refused == null
                ? null
                : new IOException(
                        "The database cannot be used: " + refused.getMessage() + " LEVQOR_DATABASE_URL names it.");
    }

    private static String name(DatabaseUrl url) {
        return switch (url) {
            case DatabaseUrl.Sqlite sqlite -> sqlite.file().toAbsolutePath().toString();
            case DatabaseUrl.Postgres postgres -> postgres.toString();
        };
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
