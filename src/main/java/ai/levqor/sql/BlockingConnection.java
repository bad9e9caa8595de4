package ai.levqor.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection for a thread of its own, such as the heartbeat's, that must work when every event loop is blocked and
 * the pool is empty. It connects when first used, and anew after an error.
 */
public final class BlockingConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingConnection.class);

    private final DatabaseUrl url;
    private final Dialect dialect;
    private @Nullable Connection connection;

    /** A connection to the database that {@code url} names. */
    public BlockingConnection(DatabaseUrl url) {
        this.url = url;
        this.dialect = url instanceof DatabaseUrl.Sqlite ? new SqliteDialect() : new JdbcPostgresDialect();
    }

    /** Runs a statement that writes; answers how many rows it changed. Throws {@link DatabaseException}. */
    public int update(Sql sql, Params params) {
        try {
            Sql.Prepared prepared = sql.prepare(dialect);
            try (PreparedStatement statement = connected().prepareStatement(prepared.text())) {
                var values = prepared.bind(params);
                for (int i = 0; i < values.size(); i++) {
                    statement.setObject(i + 1, values.getValue(i));
                }
                return statement.executeUpdate();
            }
        } catch (SQLException e) {
            close();
            throw new DatabaseException(e);
        }
    }

    private Connection connected() throws SQLException {
        Connection current = connection;
        if (current == null) {
            current = url.dataSource().getConnection();
            connection = current;
        }
        return current;
    }

    @Override
    public void close() {
        Connection current = connection;
        connection = null;
        if (current == null) {
            return;
        }
        try {
            current.close();
        } catch (SQLException e) {
            LOG.debug("a broken connection did not close: {}", e.toString());
        }
    }

    /** JDBC numbers no parameters. */
    private static final class JdbcPostgresDialect extends PostgresDialect {
        @Override
        public String parameter(int n) {
            return "?";
        }
    }
}
