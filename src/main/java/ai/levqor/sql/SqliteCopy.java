package ai.levqor.sql;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a SQLite database in a file of its own, with a note in it about where it comes from. Nothing here blocks the
 * server that has the original.
 */
public final class SqliteCopy {
    private static final String NOTE = "levqor_backup";

    private SqliteCopy() {}

    /**
     * Writes what is committed now in {@code database} into the empty file {@code copy}: one read transaction, so that it is
     * of one moment (<a href="https://sqlite.org/lang_vacuum.html#vacuuminto">VACUUM INTO</a>). It is on the disk when
     * this returns.
     */
    public static void write(Path database, Path copy, String note) throws IOException {
        try (Connection connection =
                        new DatabaseUrl.Sqlite(database).dataSource().getConnection();
                Statement form = connection.createStatement();
                PreparedStatement vacuum = connection.prepareStatement("vacuum into ?")) {
            form.execute("pragma auto_vacuum = incremental"); // of the copy
            vacuum.setString(1, copy.toAbsolutePath().toString());
            vacuum.execute();
        } catch (SQLException e) {
            throw failed(SqliteFile.unwritten(e) ? copy : database, e); // only the copy is written to
        }
        try (Connection connection = plain(copy);
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists " + NOTE);
            statement.execute("create table " + NOTE + " (note text not null)");
            try (PreparedStatement insert = connection.prepareStatement("insert into " + NOTE + " values (?)")) {
                insert.setString(1, note);
                insert.execute();
            }
        } catch (SQLException e) {
            throw failed(copy, e);
        }
        force(copy);
    }

    /** The note that {@link #write} left; null in a file that is none of its copies. */
    public static @Nullable String note(Path copy) throws IOException {
        try (Connection connection = plain(copy);
                Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery(
                    "select 1 from sqlite_schema where type = 'table' and name = '" + NOTE + "'")) {
                if (!found.next()) {
                    return null;
                }
            }
            try (ResultSet rows = statement.executeQuery("select note from " + NOTE)) {
                return rows.next() ? rows.getString(1) : null;
            }
        } catch (SQLException e) {
            throw failed(copy, e);
        }
    }

    /** What SQLite finds wrong in the file: damaged pages, indexes that do not fit, keys that lead nowhere. */
    public static List<String> problems(Path copy) throws IOException {
        try (Connection connection = plain(copy);
                Statement statement = connection.createStatement()) {
            return problems(statement);
        } catch (SQLException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    static List<String> problems(Statement statement) throws SQLException {
        var problems = new ArrayList<String>();
        try (ResultSet rows = statement.executeQuery("pragma integrity_check")) {
            while (rows.next()) {
                problems.add(rows.getString(1));
            }
        }
        problems.removeIf("ok"::equals);
        try (ResultSet rows = statement.executeQuery("pragma foreign_key_check")) {
            while (rows.next()) {
                problems.add(
                        "a row of " + rows.getString(1) + " names one of " + rows.getString(3) + " that is not there");
            }
        }
        return problems;
    }

    /** Makes a plain database of a copy: without the note, on the disk. */
    public static void release(Path copy) throws IOException {
        try (Connection connection = plain(copy);
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists " + NOTE);
        } catch (SQLException e) {
            throw failed(copy, e);
        }
        force(copy);
    }

    static Connection plain(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
    }

    private static void force(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw new IOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    static IOException failed(Path file, SQLException cause) {
        String why = SqliteFile.trouble(cause);
        return new IOException(file.toAbsolutePath() + ": " + (why == null ? cause.getMessage() : why), cause);
    }

    /** The file and what SQLite keeps beside it, as far as they are there. */
    public static List<Path> parts(Path database) {
        return List.of("", "-wal", "-shm", "-journal").stream()
                .map(end -> database.resolveSibling(database.getFileName() + end))
                .filter(Files::exists)
                .toList();
    }
}
