package ai.levqor.users;

import ai.levqor.bus.EntityTag;
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
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table of the users. */
final class UserRepository {
    /** That a person is active is written at most this often. */
    private static final long ACTIVE_INTERVAL = Duration.ofMinutes(1).toMillis();

    /** Sorts behind every text that begins with what stands before it: the greatest code point. */
    private static final String LAST = "\uDBFF\uDFFF";

    private static final Sql INSERT = Sql.of("""
            insert into users (id, email, name, name_key, locale, currency, meta, created_at, updated_at, active_at)
            values (#{id}, #{email}, #{name}, #{nameKey}, #{locale}, #{currency}, #{meta}, #{createdAt}, #{updatedAt},
                #{now})
            on conflict (lower(email)) do nothing
            returning id
            """);

    private static final Sql UPDATE = Sql.of("""
            update users set name = #{name}, name_key = #{nameKey}, locale = #{locale}, currency = #{currency},
                meta = #{meta}, updated_at = #{updatedAt}, active_at = #{now}
            where id = #{id}
            """);

    private static final Sql ACTIVE = Sql.of("update users set active_at = #{now} where id = #{id}");

    private static final Sql SEEN =
            Sql.of("update users set active_at = #{now} where lower(email) = #{email} and active_at <= #{before}");

    private static final Sql FIND = Sql.of("select " + User.COLUMNS + " from users where id = #{id}");

    private static final Sql FIND_EMAIL =
            Sql.of("select " + User.COLUMNS + " from users where lower(email) = #{email}");

    private static final Sql LOCK = Sql.of("select " + User.COLUMNS + " from users where id = #{id} ${forUpdate}");

    private static final Sql LOCK_EMAIL =
            Sql.of("select " + User.COLUMNS + " from users where lower(email) = #{email} ${forUpdate}");

    private static final Sql LIST =
            Sql.of("select " + User.COLUMNS + " from users where id < #{before} order by id desc limit #{limit}");

    /** Each half has its index; with {@code or} SQLite would walk the table by id instead. */
    static final Sql SEARCH = Sql.of("select " + User.COLUMNS + """
             from users
            where id < #{before} and id in (
                select id from users where lower(email) >= #{email} and lower(email) < #{emailEnd}
                union select id from users where name_key >= #{name} and name_key < #{nameEnd})
            order by id desc limit #{limit}
            """);

    private static final Sql DELETE = Sql.of("delete from users where id = #{id}");

    private final Database database;

    UserRepository(Database database) {
        this.database = database;
    }

    /** A user, and whether it is new. */
    record Upserted(User user, boolean created) {}

    /** Stores {@code fresh} with what is given, or changes the user that has its address by it. */
    Future<Upserted> upsert(User fresh, Given given, long now) {
        User whole = fresh.with(given, now);
        return database.transaction(session -> upsert(session, whole, given, now));
    }

    private static Future<Upserted> upsert(Session session, User whole, Given given, long now) {
        return session.run(INSERT, inserted(whole, now)).compose(inserted -> {
            if (inserted.size() == 1) {
                return Future.succeededFuture(new Upserted(whole, true));
            }
            return session.run(LOCK_EMAIL, Params.of("email", whole.email()))
                    // None: it was deleted in between, so its address is free again.
                    .compose(rows -> rows.size() == 0
                            ? upsert(session, whole, given, now)
                            : change(session, rows.iterator().next(), given, now)
                                    .map(user -> new Upserted(user, false)));
        });
    }

    /**
     * Changes a user by what is given; nobody where there is none.
     *
     * @param ifMatch the entity tags that it must have one of, null for no condition
     */
    Future<Optional<User>> patch(UUID id, Given given, @Nullable String ifMatch, long now) {
        return database.transaction(session -> session.run(LOCK, Params.of("id", id))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.succeededFuture(Optional.empty());
                    }
                    Row row = rows.iterator().next();
                    EntityTag.require(ifMatch, User.of(row).json());
                    return change(session, row, given, now).map(Optional::of);
                }));
    }

    private static Future<User> change(Session session, Row row, Given given, long now) {
        User old = User.of(row);
        User changed = old.with(given, now);
        if (!changed.equals(old)) {
            return session.run(UPDATE, updated(changed, now)).map(changed);
        }
        return row.getLong("active_at") > now - ACTIVE_INTERVAL
                ? Future.succeededFuture(old)
                : session.run(ACTIVE, Params.of("id", old.id()).and("now", now)).map(old);
    }

    Future<Optional<User>> find(UUID id) {
        return database.query(FIND, Params.of("id", id)).map(UserRepository::first);
    }

    Future<Optional<User>> findByEmail(String email) {
        return database.query(FIND_EMAIL, Params.of("email", email)).map(UserRepository::first);
    }

    /** Users older than {@code before}, newest first; with a {@code prefix} only those whose address or name has it. */
    Future<List<User>> list(Prefix prefix, UUID before, int limit) {
        Params params = Params.of("before", before).and("limit", limit);
        if (prefix.none()) {
            return database.query(LIST, params).map(UserRepository::all);
        }
        params.and("email", prefix.email())
                .and("emailEnd", prefix.email() + LAST)
                .and("name", prefix.name())
                .and("nameEnd", prefix.name() + LAST);
        return database.query(SEARCH, params).map(UserRepository::all);
    }

    /** Notes that the person of an address is active; the user, where there is one. */
    Future<Optional<User>> seen(String email, long now) {
        Params params = Params.of("email", email).and("now", now).and("before", now - ACTIVE_INTERVAL);
        return database.update(SEEN, params).compose(none -> findByEmail(email));
    }

    Future<?> delete(UUID id) {
        return database.update(DELETE, Params.of("id", id));
    }

    private static Params inserted(User user, long now) {
        return updated(user, now).and("email", user.email()).and("createdAt", user.createdAt());
    }

    private static Params updated(User user, long now) {
        String name = user.name();
        return Params.of("id", user.id())
                .and("name", name)
                .and("nameKey", name == null ? null : Prefix.key(name))
                .and("locale", user.locale())
                .and("currency", user.currency())
                .and("meta", user.meta().encode())
                .and("updatedAt", user.updatedAt())
                .and("now", now);
    }

    private static Optional<User> first(RowSet<Row> rows) {
        return all(rows).stream().findFirst();
    }

    private static List<User> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(User::of).toList();
    }
}
