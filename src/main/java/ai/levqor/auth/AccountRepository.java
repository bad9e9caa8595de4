package ai.levqor.auth;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table of the accounts. */
final class AccountRepository {
    private static final Sql INSERT = Sql.of("""
            insert into accounts (id, email, role, disabled, created_at)
            values (#{id}, #{email}, #{role}, 0, #{now})
            on conflict (email) do nothing
            returning id
            """);

    private static final Sql FIND = Sql.of("select " + Account.COLUMNS + " from accounts where id = #{id}");

    private static final Sql FIND_EMAIL = Sql.of("select " + Account.COLUMNS + " from accounts where email = #{email}");

    private static final Sql LIST =
            Sql.of("select " + Account.COLUMNS + " from accounts where id < #{before} order by id desc limit #{limit}");

    private static final Sql SIGN_IN = Sql.of("""
            update accounts
            set referral = case when last_sign_in_at is null then #{referral} else referral end, last_sign_in_at = #{now}
            where email = #{email} and disabled = 0
            returning %s
            """.formatted(Account.COLUMNS));

    private static final Sql REFERRED = Sql.of("update accounts set referral = null where id = #{id}");

    private static final Sql SET_USER = Sql.of("update accounts set user_id = #{user} where id = #{id}");

    private static final Sql SET_ROLE = Sql.of("update accounts set role = #{role} where id = #{id}");

    private static final Sql SET_DISABLED = Sql.of("update accounts set disabled = #{disabled} where id = #{id}");

    private static final Sql DELETE = Sql.of("delete from accounts where id = #{id}");

    private static final Sql PROMOTE =
            Sql.of("update accounts set role = 'admin', disabled = 0 where email = #{email} returning id");

    /** Two that each take the other's role away would leave none: the admins' rows are locked. */
    private static final Sql ADMINS =
            Sql.of("select id from accounts where role = 'admin' and disabled = 0 order by id ${forUpdate}");

    private static final Sql ADMIN_SIGNED_IN = Sql.of("""
            select id from accounts
            where role = 'admin' and disabled = 0 and last_sign_in_at is not null limit 1
            """);

    private static final Sql LAST_ADMIN = Sql.of("""
            select id from accounts a where id = #{id} and role = 'admin' and disabled = 0
                and not exists (select 1 from accounts o where o.role = 'admin' and o.disabled = 0 and o.id <> #{id})
            """);

    private final Database database;

    AccountRepository(Database database) {
        this.database = database;
    }

    /** Makes an account; false when the address has one. */
    Future<Boolean> insert(UUID id, String email, Role role, long now) {
        return database.update(INSERT, row(id, email, role, now)).map(rows -> rows.size() == 1);
    }

    static Future<?> insert(Session session, UUID id, String email, Role role, long now) {
        return session.run(INSERT, row(id, email, role, now));
    }

    /** Makes an account an admin's, one that there is or a new one with {@code id}; answers which. */
    Future<UUID> makeAdmin(UUID id, String email, long now) {
        return database.transaction(session -> session.run(INSERT, row(id, email, Role.ADMIN, now))
                .compose(none -> session.run(PROMOTE, Params.of("email", email)))
                .map(rows -> rows.iterator().next().getUUID("id")));
    }

    Future<Optional<Account>> find(UUID id) {
        return database.query(FIND, Params.of("id", id)).map(AccountRepository::first);
    }

    Future<Optional<Account>> find(String email) {
        return database.query(FIND_EMAIL, Params.of("email", email)).map(AccountRepository::first);
    }

    /** Accounts older than {@code before}, newest first. */
    Future<List<Account>> list(UUID before, int limit) {
        return database.query(LIST, Params.of("before", before).and("limit", limit))
                .map(rows -> stream(rows).map(Account::of).toList());
    }

    /** Writes down a sign-in; empty when no account has the address, or it is disabled. The referral counts the first time. */
    static Future<Optional<Account>> signIn(Session session, String email, @Nullable String referral, long now) {
        return session.run(
                        SIGN_IN,
                        Params.of("email", email).and("referral", referral).and("now", now))
                .map(AccountRepository::first);
    }

    /** Somebody took the referral. */
    Future<?> referred(UUID id) {
        return database.update(REFERRED, Params.of("id", id));
    }

    /** Whose profile belongs to the account; null for nobody's. */
    Future<?> belongsTo(UUID id, @Nullable String user) {
        return database.update(SET_USER, Params.of("id", id).and("user", user));
    }

    Future<?> enable(UUID id) {
        return database.update(SET_DISABLED, Params.of("id", id).and("disabled", 0));
    }

    /** Changes a role; false, and no change, when that would leave no admin. */
    Future<Boolean> setRole(UUID id, Role role) {
        var params = Params.of("id", id).and("role", role.wire());
        return role == Role.ADMIN
                ? database.update(SET_ROLE, params).map(true)
                : unlessLastAdmin(id, session -> session.run(SET_ROLE, params));
    }

    /** Disables an account and ends its sessions; false, and no change, when that would leave no admin. */
    Future<Boolean> disable(UUID id) {
        return unlessLastAdmin(
                id,
                session -> session.run(SET_DISABLED, Params.of("id", id).and("disabled", 1))
                        .compose(none -> SessionRepository.deleteAll(session, id)));
    }

    /** Deletes an account with everything that belongs to it; false, and no change, when that would leave no admin. */
    Future<Boolean> delete(Account account) {
        UUID id = account.id();
        return unlessLastAdmin(
                id,
                session -> SessionRepository.deleteAll(session, id)
                        .compose(none -> LinkRepository.delete(session, account.email()))
                        .compose(none -> session.run(DELETE, Params.of("id", id))));
    }

    /** Whether an admin has ever signed in. */
    Future<Boolean> adminSignedIn() {
        return database.query(ADMIN_SIGNED_IN, Params.NONE).map(rows -> rows.size() > 0);
    }

    /** Whether the account is the only admin's, for now. */
    Future<Boolean> lastAdmin(UUID id) {
        return database.query(LAST_ADMIN, Params.of("id", id)).map(rows -> rows.size() > 0);
    }

    private Future<Boolean> unlessLastAdmin(UUID id, Function<Session, Future<?>> change) {
        return database.transaction(session -> session.run(ADMINS, Params.NONE).compose(rows -> {
            List<UUID> admins = stream(rows).map(row -> row.getUUID("id")).toList();
            return admins.equals(List.of(id))
                    ? Future.succeededFuture(false)
                    : change.apply(session).map(true);
        }));
    }

    private static Params row(UUID id, String email, Role role, long now) {
        return Params.of("id", id).and("email", email).and("role", role.wire()).and("now", now);
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private static Optional<Account> first(RowSet<Row> rows) {
        return stream(rows).map(Account::of).findFirst();
    }
}
