package ai.levqor.auth;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table of the sessions. */
final class SessionRepository {
    /** That a session was used is written at most this often. */
    static final Duration USE_INTERVAL = Duration.ofMinutes(1);

    private static final Sql INSERT = Sql.of("""
            insert into sessions (id, account_id, token_hash, created_at, last_seen_at, expires_at, address, agent,
                public_key)
            values (#{id}, #{account}, #{token}, #{createdAt}, #{createdAt}, #{expiresAt}, #{address}, #{agent}, #{key})
            """);

    private static final Sql FIND = Sql.of("""
            select s.id, s.account_id, s.last_seen_at, s.expires_at, s.agent, s.public_key, a.role, a.email, a.user_id
            from sessions s join accounts a on a.id = s.account_id
            where s.token_hash = #{token} and s.expires_at > #{now} and s.last_seen_at > #{seenSince} and a.disabled = 0
            """);

    private static final Sql SEEN =
            Sql.of("update sessions set last_seen_at = #{now} where id = #{id} and last_seen_at <= #{before}");

    private static final Sql LIST = Sql.of("""
            select id, created_at, last_seen_at, expires_at, address, agent, public_key from sessions
            where account_id = #{account} and expires_at > #{now} and last_seen_at > #{seenSince}
            order by created_at desc, id desc
            """);

    private static final Sql ALL = Sql.of("""
            select id, created_at, last_seen_at, expires_at, address, agent, public_key from sessions
            where account_id = #{account} order by created_at, id
            """);

    private static final Sql BIND = Sql.of("""
            update sessions set public_key = #{key}
            where token_hash = #{token} and account_id = #{account}
                and (public_key = #{key} or (public_key is null and created_at > #{since}))
            returning id
            """);

    private static final Sql DELETE = Sql.of("delete from sessions where token_hash = #{token} returning id");

    private static final Sql DELETE_ONE =
            Sql.of("delete from sessions where id = #{id} and account_id = #{account} returning id");

    private static final Sql DELETE_ALL = Sql.of("delete from sessions where account_id = #{account}");

    private static final Sql DELETE_SURPLUS = Sql.of("""
            delete from sessions where account_id = #{account} and id not in (
                select s.id from sessions s where s.account_id = #{account}
                order by s.created_at desc, s.id desc limit #{max})
            """);

    private static final Sql AGE_OUT =
            Sql.of("delete from sessions where expires_at <= #{now} or last_seen_at <= #{seenSince}");

    private final Database database;
    private final Duration idle;

    /** {@code idle} is how long a session stays valid that is not used. */
    SessionRepository(Database database, Duration idle) {
        this.database = database;
        this.idle = idle;
    }

    /** Stores a session and ends the account's oldest ones beyond {@code max}. */
    static Future<?> insert(Session session, SignedIn signedIn, int max) {
        UUID account = signedIn.account;
        return session.run(
                        INSERT,
                        Params.of("id", signedIn.id)
                                .and("account", account)
                                .and("token", signedIn.tokenHash)
                                .and("createdAt", signedIn.createdAt)
                                .and("expiresAt", signedIn.expiresAt)
                                .and("address", signedIn.address)
                                .and("agent", signedIn.agent)
                                .and("key", signedIn.key))
                .compose(none -> session.run(
                        DELETE_SURPLUS, Params.of("account", account).and("max", max)));
    }

    /** The session with this token's hash, if it is valid now. */
    Future<Optional<Valid>> find(String tokenHash, long now) {
        return database.query(
                        FIND, Params.of("token", tokenHash).and("now", now).and("seenSince", seenSince(now)))
                .map(rows -> stream(rows).findFirst().map(Valid::of));
    }

    /** Writes down that a session is used. */
    Future<?> seen(UUID id, long now) {
        return database.update(SEEN, Params.of("id", id).and("now", now).and("before", now - USE_INTERVAL.toMillis()));
    }

    /**
     * Binds a session of the account that was begun after {@code since} to a key, unless it is bound to another one; tells
     * whether it is bound to this one now.
     */
    Future<Boolean> bind(UUID account, String tokenHash, String key, long since) {
        return database.update(
                        BIND,
                        Params.of("account", account)
                                .and("token", tokenHash)
                                .and("key", key)
                                .and("since", since))
                .map(rows -> rows.size() == 1);
    }

    /** The account's valid sessions, newest first. */
    Future<List<SignedIn>> list(UUID account, long now) {
        return database.query(
                        LIST, Params.of("account", account).and("now", now).and("seenSince", seenSince(now)))
                .map(rows -> stream(rows).map(row -> SignedIn.of(account, row)).toList());
    }

    /** Every session of the account that is stored, ended ones too. */
    Future<List<SignedIn>> all(UUID account) {
        return database.query(ALL, Params.of("account", account))
                .map(rows -> stream(rows).map(row -> SignedIn.of(account, row)).toList());
    }

    /** Ends the session of a token's hash; tells whether there was one. */
    Future<Boolean> delete(String tokenHash) {
        return database.update(DELETE, Params.of("token", tokenHash)).map(rows -> rows.size() == 1);
    }

    static Future<?> delete(Session session, String tokenHash) {
        return session.run(DELETE, Params.of("token", tokenHash));
    }

    /** Ends one session of an account; tells whether it was its. */
    Future<Boolean> delete(UUID account, UUID id) {
        return database.update(DELETE_ONE, Params.of("account", account).and("id", id))
                .map(rows -> rows.size() == 1);
    }

    Future<?> deleteAll(UUID account) {
        return database.update(DELETE_ALL, Params.of("account", account));
    }

    static Future<?> deleteAll(Session session, UUID account) {
        return session.run(DELETE_ALL, Params.of("account", account));
    }

    Future<?> ageOut(long now) {
        return database.update(AGE_OUT, Params.of("now", now).and("seenSince", seenSince(now)));
    }

    private long seenSince(long now) {
        return now - idle.toMillis();
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    /** A session that is valid. Times are epoch milliseconds. */
    record Valid(
            UUID id,
            UUID account,
            Role role,
            String email,
            @Nullable String userId,
            long lastSeenAt,
            long expiresAt,
            String agent,
            @Nullable String key) {
        static Valid of(Row row) {
            return new Valid(
                    row.getUUID("id"),
                    row.getUUID("account_id"),
                    Role.of(row.getString("role")),
                    row.getString("email"),
                    row.getString("user_id"),
                    row.getLong("last_seen_at"),
                    row.getLong("expires_at"),
                    row.getString("agent"),
                    row.getString("public_key"));
        }
    }

    /**
     * A browser that is signed in. Times are epoch milliseconds.
     *
     * @param tokenHash empty where the session was read, since nobody needs it
     * @param key what it is bound to, as JSON; null while it is not bound
     */
    record SignedIn(
            UUID id,
            UUID account,
            String tokenHash,
            long createdAt,
            long lastSeenAt,
            long expiresAt,
            String address,
            String agent,
            @Nullable String key) {
        static SignedIn of(UUID account, Row row) {
            return new SignedIn(
                    row.getUUID("id"),
                    account,
                    "",
                    row.getLong("created_at"),
                    row.getLong("last_seen_at"),
                    row.getLong("expires_at"),
                    row.getString("address"),
                    row.getString("agent"),
                    row.getString("public_key"));
        }
    }
}
