package ai.levqor.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/** A new database on a PostgreSQL server, dropped when closed: for benchmarks, which must not meet anybody's jobs. */
public final class ScratchDatabase implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,63}");

    private final DatabaseUrl.Postgres server;
    private final String name;

    private ScratchDatabase(DatabaseUrl.Postgres server, String name) {
        this.server = server;
        this.name = name;
    }

    /** Creates the database {@code name}; the user of {@code server} must be allowed to. */
    public static ScratchDatabase create(DatabaseUrl.Postgres server, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a database name has letters, digits and _ only, not " + name);
        }
        var scratch = new ScratchDatabase(server, name);
        scratch.execute("create database " + name);
        return scratch;
    }

    /** Where it is. */
    public DatabaseUrl.Postgres url() {
        return server.named(name);
    }

    @Override
    public void close() {
        execute("drop database " + name + " with (force)");
    }

    private void execute(String sql) {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
