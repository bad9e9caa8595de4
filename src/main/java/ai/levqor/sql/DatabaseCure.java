package ai.levqor.sql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What to do about a database that cannot be used. Only this package can read a driver's errors. */
public final class DatabaseCure {
    /** For a file that is damaged. */
    public static final String RESTORE = "Restore a backup: levqor restore FILE.";

    private DatabaseCure() {}

    /** What cures {@code failure}, an error of {@link DatabaseProbe}, {@link SqliteCheck} or {@link SqliteFile}. */
    public static String of(DatabaseUrl url, Throwable failure) {
        SQLException error = error(failure);
        return switch (url) {
            case DatabaseUrl.Sqlite sqlite ->
                error != null && SqliteFile.damaged(error)
                        ? RESTORE
                        : "Mend that, or let LEVQOR_DATABASE_URL name another file (sqlite:FILE).";
            case DatabaseUrl.Postgres postgres ->
                switch (state(error)) {
                    case "3D" ->
                        "Create it (createdb " + postgres.database()
                                + "), or let LEVQOR_DATABASE_URL name the right one.";
                    case "28" -> "Correct user and password in LEVQOR_DATABASE_URL.";
                    default -> "Start the database, or let LEVQOR_DATABASE_URL name the right one.";
                };
        };
    }

    /** The class of the SQLSTATE. */
    private static String state(@Nullable SQLException error) {
        String state = error == null ? null : error.getSQLState();
        return state == null || state.length() < 2 ? "" : state.substring(0, 2);
    }

    private static @Nullable SQLException error(@Nullable Throwable cause) {
        return cause == null || cause instanceof SQLException ? (SQLException) cause : error(cause.getCause());
    }
}
