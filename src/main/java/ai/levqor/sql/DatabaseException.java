package ai.levqor.sql;

import java.util.stream.Stream;

/** A statement failed; its cause tells why. Drivers' own errors have no stack trace, or one of a thread of theirs. */
public final class DatabaseException extends RuntimeException {
    DatabaseException(Throwable cause) {
        super(cause.getMessage(), cause);
    }

    /** Of {@code statement}, whose user is on top: nobody of theirs is on the stack any more when a driver answers. */
    DatabaseException(Throwable cause, Sql.Prepared statement) {
        this(cause);
        setStackTrace(
                Stream.concat(statement.user(), Stream.of(getStackTrace())).toArray(StackTraceElement[]::new));
    }
}
