package ai.levqor.email;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What clients ask about mails; an {@code owner} of null means everybody's. */
final class EmailRepository {
    private static final Sql GET = Sql.of("select " + StoredEmail.FIELDS + " from emails where id = #{id}");

    private static final Sql GET_OWN =
            Sql.of("select " + StoredEmail.FIELDS + " from emails where id = #{id} and owner = #{owner}");

    private static final Sql CONTENT =
            Sql.of("select plain, html, attachments from email_contents where email_id = #{id}");

    private static final Sql ATTEMPTS = Sql.of("""
            select attempt, at, duration_ms, outcome, error from email_attempts where email_id = #{id} order by attempt
            """);

    private static final Sql LIST = Sql.of(
            "select " + StoredEmail.FIELDS + " from emails where id < #{before}" + " order by id desc limit #{limit}");

    private static final Sql LIST_STATE = Sql.of("select " + StoredEmail.FIELDS
            + " from emails where state = #{state} and id < #{before} order by id desc limit #{limit}");

    private static final Sql LIST_OWN = Sql.of("select " + StoredEmail.FIELDS
            + " from emails where owner = #{owner} and id < #{before} order by id desc limit #{limit}");

    private static final Sql LIST_OWN_STATE = Sql.of("select " + StoredEmail.FIELDS
            + " from emails where owner = #{owner} and state = #{state} and id < #{before}"
            + " order by id desc limit #{limit}");

    private static final Sql CANCEL = Sql.of("""
            update emails set state = 'cancelled', next_at = null, ended_at = #{now}
            where id = #{id} and state = 'queued'
            returning id
            """);

    private static final Sql ERASE = Sql.of("""
            update email_contents set plain = null, html = null, attachments = '[]', files = 0
            where email_id = #{id} and exists (select 1 from emails e where e.id = #{id} and e.sensitive = 1)
            """);

    private static final Sql COUNTS = Sql.of("select state, count(*) as mails from emails group by state");

    private static final Sql FILES =
            Sql.of("select coalesce(sum(files), 0) as files from email_contents where files > 0");

    private static final Sql USED = Sql.of("""
            select used from email_usage where owner = #{owner} and period = #{period} and started_at = #{start}
            """);

    private final Database database;

    EmailRepository(Database database) {
        this.database = database;
    }

    Future<Optional<StoredEmail>> find(UUID id, @Nullable String owner) {
        var found = owner == null
                ? database.query(GET, Params.of("id", id))
                : database.query(GET_OWN, Params.of("id", id).and("owner", owner));
        return found.map(rows -> rows.size() == 0
                ? Optional.empty()
                : Optional.of(StoredEmail.of(rows.iterator().next())));
    }

    /** The mail's text, HTML and attachments, without the attachments' contents. */
    Future<JsonObject> content(UUID id) {
        return database.query(CONTENT, Params.of("id", id)).map(rows -> {
            Row row = rows.iterator().next();
            var attachments = new JsonArray(Outgoing.attachments(row.getString("attachments")).stream()
                    .map(Attachment::shown)
                    .toList());
            return new JsonObject()
                    .put("text", row.getString("plain"))
                    .put("html", row.getString("html"))
                    .put("attachments", attachments);
        });
    }

    Future<JsonArray> attempts(UUID id) {
        return database.query(ATTEMPTS, Params.of("id", id)).map(rows -> {
            var attempts = new JsonArray();
            rows.forEach(row -> attempts.add(new JsonObject()
                    .put("attempt", row.getInteger("attempt"))
                    .put("at", row.getLong("at") / 1000)
                    .put("duration_ms", row.getLong("duration_ms"))
                    .put("outcome", row.getString("outcome"))
                    .put("error", row.getString("error"))));
            return attempts;
        });
    }

    /** Mails with an id below {@code before}, newest first. */
    Future<List<StoredEmail>> list(@Nullable String owner, @Nullable String state, UUID before, int limit) {
        var params = Params.of("before", before).and("limit", limit);
        if (owner != null) {
            params.and("owner", owner);
        }
        if (state != null) {
            params.and("state", state);
        }
        Sql sql = owner == null ? (state == null ? LIST : LIST_STATE) : (state == null ? LIST_OWN : LIST_OWN_STATE);
        return database.query(sql, params).map(rows -> {
            List<StoredEmail> mails = new ArrayList<>();
            rows.forEach(row -> mails.add(StoredEmail.of(row)));
            return mails;
        });
    }

    /** Cancels the mail where it is queued; answers whether it was. */
    Future<Boolean> cancel(UUID id, long now) {
        return database.transaction(session -> session.run(
                        CANCEL, Params.of("id", id).and("now", now))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(false)
                        : erase(session, id).map(true)));
    }

    /** Erases the content of a mail whose content is a secret. */
    static Future<?> erase(Session session, UUID id) {
        return session.run(ERASE, Params.of("id", id));
    }

    /** How many mails of everybody there are, by state. */
    Future<Map<String, Long>> counts() {
        return database.query(COUNTS, Params.NONE).map(rows -> {
            Map<String, Long> counts = new HashMap<>();
            rows.forEach(row -> counts.put(row.getString("state"), row.getLong("mails")));
            return counts;
        });
    }

    /** How many attachments all mails have that are kept. */
    Future<Long> files() {
        return database.query(FILES, Params.NONE)
                .map(rows -> rows.iterator().next().getLong("files"));
    }

    /** Mails that {@code owner} was accepted in the period that {@code now} lies in. */
    Future<Integer> used(String owner, Period period, Instant now) {
        return database.query(
                        USED,
                        Params.of("owner", owner).and("period", period.wire()).and("start", period.start(now)))
                .map(rows -> rows.size() == 0 ? 0 : rows.iterator().next().getInteger("used"));
    }
}
