package ai.levqor.sql;

import java.sql.SQLException;

/** A statement on a {@link BlockingConnection} failed; its cause tells why. */
public final class DatabaseException extends RuntimeException {
    DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
    }
}
