package ai.levqor.callbacks;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Forgets endpoints that nothing was sent to for as long as jobs are kept, and signing secrets that ended so long ago. A
 * URL that each job has anew would else leave a row for ever.
 */
final class EndpointRetention {
    /** Rows of the version before, which noted no time, count from now. */
    private static final Sql DATE = Sql.of("update callback_endpoints set called_at = #{now} where called_at is null");

    private static final Sql FORGET = Sql.of("delete from callback_endpoints where called_at < #{before}");

    private static final Sql FORGET_SECRETS = Sql.of("delete from callback_secrets where expires_at < #{before}");

    private final Database database;
    private final InstantSource clock;
    private final long keepMs;

    EndpointRetention(Database database, InstantSource clock, Duration keep) {
        this.database = database;
        this.clock = clock;
        // The time of the last call is only known to the day.
        this.keepMs = Math.max(keep.toMillis(), 2 * Endpoint.CALLED_AT_MS);
    }

    /** Deletes all that is due; answers how many endpoints that were. */
    Future<Integer> run() {
        long now = clock.millis();
        Params before = Params.of("before", now - keepMs);
        return database.update(DATE, Params.of("now", now))
                .compose(none -> database.update(FORGET_SECRETS, before))
                .compose(none -> database.update(FORGET, before))
                .map(forgotten -> forgotten.rowCount());
    }
}
