package ai.levqor.email;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The queue: finds mails that are due, claims them so that no other node sends them, and stores how it went. */
final class QueueRepository {
    private static final Sql UPCOMING = Sql.of("""
            select id, next_at from emails where next_at is not null order by next_at, id limit #{limit}
            """);

    private static final Sql CLAIM = Sql.of("""
            update emails as e set state = 'sending', attempts = e.attempts + 1, next_at = #{until}
            where e.id in (
                select c.id from ${rows due(id uuid)} join emails c on c.id = due.id
                where c.next_at is not null and c.next_at <= #{now}
                ${skipLocked})
            returning %s
            """.formatted(Outgoing.FIELDS));

    private static final Sql CONTENTS = Sql.of("""
            select c.email_id, c.plain, c.html, c.attachments
            from ${rows claimed(id uuid)} join email_contents c on c.email_id = claimed.id
            """);

    private static final Sql SETTLE = Sql.of("""
            update emails set state = #{state}, next_at = #{nextAt}, ended_at = #{endedAt}, error = #{error},
                provider_id = #{providerId}
            where id = #{id} and attempts = #{attempt} and state = 'sending'
            returning id
            """);

    private static final Sql LOG = Sql.of("""
            insert into email_attempts (email_id, attempt, at, duration_ms, outcome, error)
            values (#{id}, #{attempt}, #{at}, #{duration}, #{outcome}, #{error})
            on conflict (email_id, attempt) do nothing
            """);

    private final Database database;
    private final boolean showsOutbox;

    /** {@code showsOutbox} is whether what stays in the outbox may be read there, secrets too. */
    QueueRepository(Database database, boolean showsOutbox) {
        this.database = database;
        this.showsOutbox = showsOutbox;
    }

    /** What is due next, soonest first, whether its time has come or not. */
    Future<List<Upcoming>> upcoming(int limit) {
        return database.query(UPCOMING, Params.of("limit", limit)).map(rows -> {
            List<Upcoming> upcoming = new ArrayList<>();
            rows.forEach(row -> upcoming.add(new Upcoming(row.getUUID("id"), row.getLong("next_at"))));
            return upcoming;
        });
    }

    /** Takes the next attempt of each of {@code ids} that is still due; should this node die, it is due at {@code until}. */
    Future<List<Outgoing>> claim(Collection<UUID> ids, long now, long until) {
        var due = new Rows();
        ids.forEach(due::add);
        return database.transaction(session -> session.run(
                        CLAIM, Params.of("due", due).and("now", now).and("until", until))
                .compose(rows -> {
                    List<Row> claimed = new ArrayList<>();
                    rows.forEach(claimed::add);
                    return claimed.isEmpty() ? Future.succeededFuture(List.of()) : withContents(session, claimed);
                }));
    }

    private static Future<List<Outgoing>> withContents(Session session, List<Row> claimed) {
        var ids = new Rows();
        claimed.forEach(row -> ids.add(row.getUUID("id")));
        return session.run(CONTENTS, Params.of("claimed", ids)).map(rows -> {
            Map<UUID, Row> contents = new HashMap<>();
            rows.forEach(row -> contents.put(row.getUUID("email_id"), row));
            return claimed.stream()
                    .map(row -> Outgoing.of(row, Objects.requireNonNull(contents.get(row.getUUID("id")))))
                    .toList();
        });
    }

    /** Stores a settlement; it counts only while the mail is at that attempt. The log keeps it in any case. */
    Future<Void> settle(Settlement settlement) {
        Outgoing mail = settlement.mail();
        Outcome outcome = settlement.outcome();
        return database.transaction(session -> session.run(
                        SETTLE,
                        Params.of("id", mail.id())
                                .and("attempt", mail.attempt())
                                .and("state", settlement.state().wire())
                                .and("nextAt", settlement.nextAt())
                                .and("endedAt", settlement.endedAt())
                                .and("error", outcome.error())
                                .and("providerId", outcome.providerId()))
                .compose(settled -> settled.size() == 1 && ended(settlement)
                        ? EmailRepository.erase(session, mail.id())
                        : Future.succeededFuture())
                .compose(none -> session.run(
                        LOG,
                        Params.of("id", mail.id())
                                .and("attempt", mail.attempt())
                                .and("at", settlement.at())
                                .and("duration", settlement.durationMs())
                                .and("outcome", outcome.kind().wire())
                                .and("error", outcome.error())))
                .mapEmpty());
    }

    private boolean ended(Settlement settlement) {
        return settlement.nextAt() == null && !(showsOutbox && settlement.state() == State.OUTBOX);
    }

    /** A mail that waits, or is being sent; {@code nextAt} is epoch milliseconds. */
    record Upcoming(UUID id, long nextAt) {}

    /**
     * What an attempt means for its mail. Times are epoch milliseconds.
     *
     * @param at when the attempt began
     * @param settledAt when it ended
     * @param nextAt when the next one is due; null when this was the last
     */
    record Settlement(
            Outgoing mail,
            Outcome outcome,
            long at,
            long durationMs,
            long settledAt,
            @Nullable Long nextAt) {
        State state() {
            return switch (outcome.kind()) {
                case SENT -> State.SENT;
                case KEPT -> State.OUTBOX;
                case FAILED -> State.FAILED;
                case RETRY -> nextAt == null ? State.FAILED : State.QUEUED;
            };
        }

        @Nullable
        Long endedAt() {
            return nextAt == null ? Long.valueOf(settledAt) : null;
        }
    }
}
