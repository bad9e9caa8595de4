package ai.levqor.email;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stores a mail and counts it in one transaction: what is refused leaves no trace, what is accepted is counted, on
 * whatever node.
 */
final class EmailIntake {
    /** How long a mail that can reach nobody stays in the queue, so that a test may look at it there, or cancel it. */
    static final Duration TO_NOBODY = Duration.ofMinutes(1);

    private static final Sql INSERT = Sql.of("""
            insert into emails (id, owner, state, next_at, created_at, sender, recipients, subject, size,
                                sensitive, idempotency_key, fingerprint, trace)
            values (#{id}, #{owner}, 'queued', #{due}, #{now}, #{sender}, #{recipients}, #{subject}, #{size},
                    #{sensitive}, #{key}, #{fingerprint}, #{trace})
            on conflict (owner, idempotency_key) where idempotency_key is not null do nothing
            returning id
            """);

    private static final Sql FIRST = Sql.of("""
            select id, state, fingerprint from emails where owner = #{owner} and idempotency_key = #{key}
            """);

    private static final Sql INSERT_CONTENT = Sql.of("""
            insert into email_contents (email_id, plain, html, attachments, files)
            values (#{id}, #{plain}, #{html}, #{attachments}, #{files})
            """);

    // Whoever counts for the same owner waits for this row, so that the limit is never passed.
    private static final Sql COUNT = Sql.of("""
            insert into email_usage (owner, period, started_at, used)
            values (#{owner}, #{period}, #{start}, 1)
            on conflict (owner, period, started_at) do update set used = email_usage.used + 1
            where email_usage.used < #{limit}
            returning used
            """);

    private final Database database;

    EmailIntake(Database database) {
        this.database = database;
    }

    /**
     * Stores {@code mail} to be sent from {@code sender}; answers an earlier one with the same idempotency key. Fails
     * with {@code rate_limited} when the plan is used up.
     */
    Future<Receipt> store(UUID id, NewEmail mail, Address sender, Plan plan, @Nullable String trace, Instant now) {
        return database.transaction(session -> session.run(
                        INSERT,
                        Params.of("id", id)
                                .and("owner", mail.caller().id())
                                .and("now", now.toEpochMilli())
                                .and("due", due(mail, now).toEpochMilli())
                                .and("sender", sender.text())
                                .and("recipients", mail.recipients().json().encode())
                                .and("subject", mail.subject())
                                .and("size", mail.size())
                                .and("sensitive", mail.sensitive() ? 1 : 0)
                                .and("key", mail.idempotencyKey())
                                .and("fingerprint", mail.fingerprint())
                                .and("trace", trace))
                .compose(inserted -> inserted.size() == 0
                        ? first(session, mail)
                        : count(session, mail.caller().id(), plan, now)
                                .compose(none -> session.run(
                                        INSERT_CONTENT,
                                        Params.of("id", id)
                                                .and("plain", mail.text())
                                                .and("html", mail.html())
                                                .and(
                                                        "attachments",
                                                        mail.attachmentsJson().encode())
                                                .and("files", mail.attachments().size())))
                                .map(none -> new Receipt(id, State.QUEUED.wire()))));
    }

    private static Instant due(NewEmail mail, Instant now) {
        return mail.recipients().nobody() ? now.plus(TO_NOBODY) : now;
    }

    private static Future<Receipt> first(Session session, NewEmail mail) {
        var key = Params.of("owner", mail.caller().id()).and("key", mail.idempotencyKey());
        return session.run(FIRST, key).compose(rows -> {
            if (rows.size() == 0) {
                // It was deleted between the two statements: its retention ended right now.
                return Future.failedFuture(new Failure(Code.UNAVAILABLE, "The mail was just deleted; retry."));
            }
            Row row = rows.iterator().next();
            if (!mail.fingerprint().equals(row.getString("fingerprint"))) {
                return Future.failedFuture(
                        new Failure(Code.IDEMPOTENCY_MISMATCH, "The idempotency key was used for another mail."));
            }
            return Future.succeededFuture(new Receipt(row.getUUID("id"), row.getString("state")));
        });
    }

    // Every owner is counted in the same order, so that nobody waits in a circle.
    private static Future<?> count(Session session, String owner, Plan plan, Instant now) {
        return count(session, owner, plan, Period.MONTH, now)
                .compose(none -> count(session, owner, plan, Period.MINUTE, now));
    }

    private static Future<?> count(Session session, String owner, Plan plan, Period period, Instant now) {
        int limit = plan.limit(period);
        return session.run(
                        COUNT,
                        Params.of("owner", owner)
                                .and("period", period.wire())
                                .and("start", period.start(now))
                                .and("limit", limit == 0 ? Integer.MAX_VALUE : limit))
                .compose(rows -> rows.size() == 0
                        ? Future.failedFuture(usedUp(plan, period, limit, now))
                        : Future.succeededFuture());
    }

    private static Failure usedUp(Plan plan, Period period, int limit, Instant now) {
        long wait = Math.ceilDiv(period.end(now) - now.toEpochMilli(), 1000);
        return new Failure(
                        Code.RATE_LIMITED,
                        "The plan " + plan.name() + " allows " + limit + " mails a " + period.wire() + ".")
                .with("limit", "mails_per_" + period.wire())
                .with("allowed", limit)
                .with("retry_after", wait);
    }

    /** The mail's id and where it stands. */
    record Receipt(UUID id, String state) {}
}
