package ai.levqor.sql;

import org.flywaydb.core.Flyway;

/** Brings the tables up to date; several nodes may try at once. */
public final class Migrations {
    private Migrations() {}

    /** Runs what is missing and answers how many that were; blocks. */
    public static int run(DatabaseUrl url) {
        Dialect dialect = switch (url) {
            case DatabaseUrl.Sqlite sqlite -> new SqliteDialect();
            case DatabaseUrl.Postgres postgres -> new PostgresDialect();
        };
        return Flyway.configure()
                .dataSource(url.dataSource())
                .locations("classpath:db/migration")
                .placeholders(dialect.migrationPlaceholders())
                .placeholderReplacement(true)
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
