package ai.levqor.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.sqlite.ProgressHandler;

/**
 * The check that a backup goes through, of a database that may be too large to be read whole; beside a server, too.
 *
 * @param problems what is wrong with the file; empty where nothing was found
 * @param whole whether all of it was looked at
 */
public record SqliteCheck(List<String> problems, boolean whole) {
    private static final int STEPS = 1_000;
    private static final int INTERRUPTED = 9; // https://sqlite.org/rescode.html

    public SqliteCheck {
        problems = List.copyOf(problems);
    }

    /**
     * Looks at {@code file} for at most {@code limit}.
     *
     * @throws IOException when it cannot be looked at, with what to do
     */
    public static SqliteCheck of(Path file, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        try (Connection connection = SqliteCopy.plain(file);
                Statement statement = connection.createStatement()) {
            ProgressHandler.setHandler(connection, STEPS, new ProgressHandler() {
                @Override
                protected int progress() {
                    return System.nanoTime() - end < 0 ? 0 : 1;
                }
            });
            return new SqliteCheck(SqliteCopy.problems(statement), true);
        } catch (SQLException e) {
            if ((e.getErrorCode() & 0xff) == INTERRUPTED) {
                return new SqliteCheck(List.of(), false);
            }
            if (SqliteFile.damaged(e)) {
                return new SqliteCheck(List.of(String.valueOf(e.getMessage())), true);
            }
            throw SqliteCopy.failed(file, e);
        }
    }
}
