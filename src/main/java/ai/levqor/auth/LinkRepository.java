package ai.levqor.auth;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table of the links and codes. */
final class LinkRepository {
    /** Times that one code may be tried. */
    static final int MAX_TRIES = 5;

    /** Times that codes of one address may be tried within {@link #KEPT}; then only links work. */
    static final int MAX_TRIES_A_DAY = 30;

    /** How long rows stay, because limits count them. */
    static final Duration KEPT = Duration.ofDays(1);

    private static final Duration LIMIT_WINDOW = Duration.ofHours(1);

    private static final String COLUMNS =
            "id, email, token_hash, code_hash, browser_hash, address, referral, tries," + " created_at, expires_at";
    private static final String ROW = "${rows link(id uuid, email text, token_hash text, code_hash text,"
            + " browser_hash text, address text, referral text, tries int, created_at bigint, expires_at bigint)}";

    private static final Sql INSERT =
            Sql.of("insert into sign_in_links (" + COLUMNS + ") select " + COLUMNS + " from " + ROW);

    private static final Sql INSERT_WITHIN_LIMITS = Sql.of("""
            insert into sign_in_links (%s) select %s from %s
            where (select count(*) from sign_in_links l where l.email = #{email} and l.created_at > #{since}) < #{perEmail}
                and (select count(*) from sign_in_links l
                     where l.address = #{address} and l.address <> '' and l.created_at > #{since}) < #{perAddress}
            returning id
            """.formatted(COLUMNS, COLUMNS, ROW));

    private static final Sql TRY = Sql.of("""
            update sign_in_links set tries = tries + 1
            where id = (
                    select l.id from sign_in_links l
                    where l.email = #{email} and l.browser_hash = #{browser} and l.used_at is null
                        and l.expires_at > #{now}
                    order by l.created_at desc, l.id desc limit 1)
                and tries < #{maxTries} and used_at is null
                and (select coalesce(sum(l.tries), 0) from sign_in_links l
                     where l.email = #{email} and l.created_at > #{since}) < #{maxTriesADay}
            returning id, code_hash
            """);

    private static final Sql USE = Sql.of("""
            update sign_in_links set used_at = #{now}
            where token_hash = #{token} and used_at is null and expires_at > #{now}
                and (browser_hash = '' or browser_hash = #{browser})
            returning email, referral
            """);

    private static final Sql USE_ID = Sql.of("""
            update sign_in_links set used_at = #{now}
            where id = #{id} and used_at is null and expires_at > #{now}
            returning email, referral
            """);

    private static final Sql TOUCH = Sql.of("update sign_in_links set tries = tries where id = #{id}");

    private static final Sql VOID =
            Sql.of("update sign_in_links set used_at = #{now} where email = #{email} and used_at is null");

    private static final Sql OF_PERSON = Sql.of("""
            select address, referral, created_at, expires_at, used_at from sign_in_links
            where email = #{email} order by created_at, id
            """);

    private static final Sql DELETE = Sql.of("delete from sign_in_links where email = #{email}");

    private static final Sql AGE_OUT =
            Sql.of("delete from sign_in_links where created_at < #{before} and expires_at < #{before}");

    private final Database database;

    LinkRepository(Database database) {
        this.database = database;
    }

    /** Stores a link unless its address, or where it was asked from, had too many this hour; tells whether it did. */
    Future<Boolean> insert(Link link, int perEmail, int perAddress) {
        Params params = row(link)
                .and("email", link.email)
                .and("address", link.address)
                .and("since", link.createdAt - LIMIT_WINDOW.toMillis())
                .and("perEmail", perEmail)
                .and("perAddress", perAddress);
        return database.update(INSERT_WITHIN_LIMITS, params).map(rows -> rows.size() == 1);
    }

    /** Stores a link that nobody asked for over the network. */
    Future<?> insert(Link link) {
        return database.update(INSERT, row(link));
    }

    /** Counts a try at the code that was last sent to {@code email} for this browser; empty when none may be tried. */
    Future<Optional<Tried>> tryCode(String email, String browserHash, long now) {
        Params params = Params.of("email", email)
                .and("browser", browserHash)
                .and("now", now)
                .and("since", now - KEPT.toMillis())
                .and("maxTries", MAX_TRIES)
                .and("maxTriesADay", MAX_TRIES_A_DAY);
        return database.update(TRY, params)
                .map(rows -> first(rows).map(row -> new Tried(row.getUUID("id"), row.getString("code_hash"))));
    }

    /** Uses a link up; empty when it is not valid, was used, or was asked for by another browser. */
    static Future<Optional<Used>> use(Session session, String tokenHash, String browserHash, long now) {
        Params params =
                Params.of("token", tokenHash).and("browser", browserHash).and("now", now);
        return session.run(USE, params).map(LinkRepository::used);
    }

    /** The same for a link whose code was right. */
    static Future<Optional<Used>> use(Session session, UUID id, long now) {
        return session.run(USE_ID, Params.of("id", id).and("now", now)).map(LinkRepository::used);
    }

    /** Lets the other links of an address work no more. */
    Future<?> voidAll(String email, long now) {
        return database.update(VOID, Params.of("email", email).and("now", now));
    }

    /** Writes what is there already, so that who gets no mail costs the database what a mail would. */
    Future<?> commitAsOften(UUID id, int times) {
        Future<?> written = Future.succeededFuture();
        for (int i = 0; i < times; i++) {
            written = written.compose(none -> database.update(TOUCH, Params.of("id", id)));
        }
        return written;
    }

    static Future<?> delete(Session session, String email) {
        return session.run(DELETE, Params.of("email", email));
    }

    Future<?> delete(String email) {
        return database.update(DELETE, Params.of("email", email));
    }

    /** Every time that somebody asked to sign in with this address, as long as it is kept. */
    Future<List<Asked>> ofPerson(String email) {
        return database.query(OF_PERSON, Params.of("email", email))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Asked::of)
                        .toList());
    }

    Future<?> ageOut(long now) {
        return database.update(AGE_OUT, Params.of("before", now - KEPT.toMillis()));
    }

    private static Params row(Link link) {
        return Params.of(
                "link",
                new Rows()
                        .add(
                                link.id,
                                link.email,
                                link.tokenHash,
                                link.codeHash,
                                link.browserHash,
                                link.address,
                                link.referral,
                                0,
                                link.createdAt,
                                link.expiresAt));
    }

    private static Optional<Used> used(RowSet<Row> rows) {
        return first(rows).map(row -> new Used(row.getString("email"), row.getString("referral")));
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst();
    }

    /**
     * A link as it is stored: of token, code and browser the hashes. Times are epoch milliseconds.
     *
     * @param browserHash of the browser that asked, the only one that it signs in; empty for one that nobody asked for by
     *     browser, such as an admin's first one
     */
    record Link(
            UUID id,
            String email,
            String tokenHash,
            String codeHash,
            String browserHash,
            String address,
            @Nullable String referral,
            long createdAt,
            long expiresAt) {}

    /** A link whose code somebody tries. */
    record Tried(UUID id, String codeHash) {}

    /** A link that was just used up. */
    record Used(String email, @Nullable String referral) {}

    /** That somebody asked for a link. Times are epoch milliseconds. */
    record Asked(
            String address,
            @Nullable String referral,
            long createdAt,
            long expiresAt,
            @Nullable Long usedAt) {
        static Asked of(Row row) {
            return new Asked(
                    row.getString("address"),
                    row.getString("referral"),
                    row.getLong("created_at"),
                    row.getLong("expires_at"),
                    row.getLong("used_at"));
        }

        JsonObject json() {
            return new JsonObject()
                    .put("address", address)
                    .put("referral", referral == null ? null : new JsonObject(referral))
                    .put("created_at", createdAt / 1000)
                    .put("expires_at", expiresAt / 1000)
                    .put("used_at", usedAt == null ? null : Long.valueOf(usedAt / 1000));
        }
    }
}
