package ai.levqor.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a database tells; it changes nothing.
 *
 * @param product such as {@code PostgreSQL 16.4}
 * @param clockMillis the database's clock, epoch milliseconds
 * @param missing migrations that have not run
 * @param secret the fingerprint of the master secret under which it is used; null before its first use
 */
public record DatabaseProbe(
        String product,
        long clockMillis,
        int missing,
        @Nullable String secret) {
    /** Looks at it; throws with what is wrong and what to do. */
    public static DatabaseProbe of(DatabaseUrl url) throws IOException {
        try {
            int missing = Migrations.missing(url);
            Migrations.check(url);
            try (Connection connection = url.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            url instanceof DatabaseUrl.Sqlite
                                    ? "select cast(unixepoch('subsec') * 1000 as integer)"
                                    : "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)")) {
                row.next();
                var about = connection.getMetaData();
                return new DatabaseProbe(
                        about.getDatabaseProductName() + " " + about.getDatabaseProductVersion(),
                        row.getLong(1),
                        missing,
                        missing == 0 ? secret(connection) : null);
            }
        } catch (SQLException e) {
            throw new IOException("The database cannot be used: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static @Nullable String secret(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(Installation.SECRET)) {
            return row.next() ? row.getString("value") : null;
        }
    }
}
