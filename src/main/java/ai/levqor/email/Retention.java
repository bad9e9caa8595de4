package ai.levqor.email;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Deletes mails that came to an end long ago, and counts that no limit asks for any more. */
final class Retention {
    private static final int CHUNK = 200;
    private static final long KEEP_MINUTES_MS = Duration.ofHours(1).toMillis();
    private static final long KEEP_MONTHS_MS = Duration.ofDays(400).toMillis();

    private static final Sql OLD = Sql.of("""
            delete from emails where id in (
                select id from emails where ended_at is not null and ended_at < #{before} limit #{chunk})
            returning id
            """);

    private static final List<Sql> ATTACHED = List.of(
            Sql.of("delete from email_contents where email_id in (select old.id from ${rows old(id uuid)})"),
            Sql.of("delete from email_attempts where email_id in (select old.id from ${rows old(id uuid)})"));

    private static final Sql OLD_USAGE =
            Sql.of("delete from email_usage where period = #{period} and started_at < #{before}");

    private final Database database;
    private final InstantSource clock;
    private final Duration keep;

    Retention(Database database, InstantSource clock, Duration keep) {
        this.database = database;
        this.clock = clock;
        this.keep = keep;
    }

    /** Deletes all that is due. */
    Future<Void> run() {
        long now = clock.millis();
        return mails(now - keep.toMillis())
                .compose(none -> usage(Period.MINUTE, now - KEEP_MINUTES_MS))
                .compose(none -> usage(Period.MONTH, now - KEEP_MONTHS_MS));
    }

    private Future<Void> mails(long before) {
        return database.<Integer>transaction(
                        session -> session.run(OLD, Params.of("before", before).and("chunk", CHUNK))
                                .compose(deleted -> attached(session, deleted)))
                .compose(deleted -> deleted < CHUNK ? Future.succeededFuture() : mails(before));
    }

    private static Future<Integer> attached(Session session, RowSet<Row> deleted) {
        var old = new Rows();
        deleted.forEach(row -> old.add(row.getUUID("id")));
        Future<?> done = Future.succeededFuture();
        for (Sql sql : ATTACHED) {
            done = done.compose(none -> session.run(sql, Params.of("old", old)));
        }
        return done.map(old.size());
    }

    private Future<Void> usage(Period period, long before) {
        return database.update(OLD_USAGE, Params.of("period", period.wire()).and("before", before))
                .mapEmpty();
    }
}
