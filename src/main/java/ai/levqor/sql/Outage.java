package ai.levqor.sql;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a database that is gone from a statement that is wrong. */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private Outage() {}

    static <T> Future<T> translate(Throwable cause) {
        if (cause instanceof Failure || !isOutage(cause)) {
            return Future.failedFuture(isDriver(cause) ? new DatabaseException(cause) : cause);
        }
        LOG.warn("database unavailable: {}", cause.toString());
        return Future.failedFuture(new Failure(Code.UNAVAILABLE, "The database is unavailable; retry later."));
    }

    /** The same for the error of {@code statement}. */
    static <T> Future<T> translate(Throwable cause, Sql.Prepared statement) {
        return cause instanceof Failure || isOutage(cause)
                ? translate(cause)
                : Future.failedFuture(new DatabaseException(cause, statement));
    }

    private static boolean isDriver(Throwable cause) {
        return cause instanceof SQLException || cause instanceof io.vertx.sqlclient.DatabaseException;
    }

    /** SQLSTATE classes 08 (connection), 53 (resources), 57 (operator intervention); SQLite's busy and I/O errors. */
    private static boolean isOutage(Throwable cause) {
        return switch (cause) {
            case PgException error -> {
                String state = String.valueOf(error.getSqlState());
                yield state.startsWith("08") || state.startsWith("53") || state.startsWith("57");
            }
            case SQLException error -> {
                int code = error.getErrorCode();
                yield code == 5 || code == 6 || code == 10 || code == 13 || code == 14;
            }
            case IOException io -> true;
            case TimeoutException timeout -> true;
            case VertxException closed -> true;
            default -> cause.getCause() != null && isOutage(cause.getCause());
        };
    }
}
