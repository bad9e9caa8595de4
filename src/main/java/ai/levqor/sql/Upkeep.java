package ai.levqor.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * The upkeep of a database, in small portions so that nobody waits for it. SQLite gets statistics for its planner where
 * they are out of date, and gives free pages back to the file system. PostgreSQL does both itself (autovacuum), unless an
 * old transaction holds it up or a table outgrows it: that is what is looked for there.
 *
 * @param longTransactions transactions that are older than allowed; always 0 on SQLite, where the statements of the one
 *     server are all there is
 * @param dead the largest share, from 0 to 1, that dead rows have in a table of PostgreSQL, or free pages in the file of
 *     SQLite; 0 below a size at which it matters
 */
public record Upkeep(int longTransactions, double dead) {
    /** Of 4 KB: at most 8 MB at a time, which takes some ten milliseconds. */
    private static final int PAGES = 2_000;

    /** Rows or pages: below this a large share is little. */
    private static final int SMALL = 10_000;

    private static final String LONG_TRANSACTIONS = """
            select count(*) from pg_stat_activity
            where datname = current_database() and backend_type = 'client backend'
                and xact_start < clock_timestamp() - cast(? as bigint) * interval '1 millisecond'
            """;

    private static final String DEAD_ROWS = """
            select coalesce(max(n_dead_tup::float8 / (n_dead_tup + n_live_tup)), 0) from pg_stat_user_tables
            where n_dead_tup > %d
            """.formatted(SMALL);

    /** Does a portion; blocks. Throws {@link DatabaseException}. */
    public static Upkeep run(DatabaseUrl url, Duration longTransaction) {
        try (Connection connection = url.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            return url instanceof DatabaseUrl.Sqlite ? sqlite(statement) : postgres(connection, longTransaction);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static Upkeep sqlite(Statement statement) throws SQLException {
        statement.execute("pragma optimize");
        // Each step frees a page: only this call of the driver steps to the end of what answers no columns.
        statement.executeUpdate("pragma incremental_vacuum(" + PAGES + ")");
        double free = number(statement, "pragma freelist_count");
        double all = number(statement, "pragma page_count");
        return new Upkeep(0, free < SMALL ? 0 : free / all);
    }

    private static double number(Statement statement, String pragma) throws SQLException {
        try (ResultSet row = statement.executeQuery(pragma)) {
            row.next();
            return row.getDouble(1);
        }
    }

    private static Upkeep postgres(Connection connection, Duration longTransaction) throws SQLException {
        int old;
        try (PreparedStatement statement = connection.prepareStatement(LONG_TRANSACTIONS)) {
            statement.setLong(1, longTransaction.toMillis());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                old = row.getInt(1);
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(DEAD_ROWS)) {
            row.next();
            return new Upkeep(old, row.getDouble(1));
        }
    }

    /** A file without tables gets the form in which free pages can be given back; it cannot be changed later. */
    static void prepare(DatabaseUrl.Sqlite url) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + url.file().toAbsolutePath());
                Statement statement = connection.createStatement()) {
            if (number(statement, "pragma page_count") == 0) {
                statement.execute("pragma auto_vacuum = incremental");
                statement.execute("vacuum");
            }
        }
    }
}
