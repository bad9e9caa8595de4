package ai.levqor.sql;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is in autocommit again after each transaction.
 *
 * <p>The JDBC client switches autocommit off at the begin, and once more after commit and rollback, where it should
 * switch it on: SQLite would begin the next transaction at once, keep the file locked, and let later statements report
 * success although nobody sees them. So the call that follows the end of a transaction is not passed on.
 */
final class SqliteConnection implements InvocationHandler {
    private final Connection connection;
    private boolean ended;

    private SqliteConnection(Connection connection) {
        this.connection = connection;
    }

    static Connection of(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                SqliteConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new SqliteConnection(connection));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        boolean setAutoCommit = method.getName().equals("setAutoCommit");
        if (setAutoCommit && ended) {
            ended = false;
            return null;
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            if (method.getName().equals("commit") || method.getName().equals("rollback")) {
                restore();
            }
        }
    }

    private void restore() throws SQLException {
        if (!connection.isClosed()) {
            connection.setAutoCommit(true);
        }
        ended = true;
    }
}
