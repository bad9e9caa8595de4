package ai.levqor.keys;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The keys that belong to a user: all have the plan of that user, and the plan bounds how many there are. The row of the
 * user is locked by whoever adds a key or changes the plan, so that neither misses the other.
 */
final class UserKeys {
    private static final Sql LOCK = Sql.of("""
            insert into key_users (user_id, plan, version) values (#{user}, 'free', 0)
            on conflict (user_id) do update set version = key_users.version
            returning plan
            """);

    private static final Sql COUNT = Sql.of("""
            select count(*) as keys from api_keys
            where user_id = #{user} and revoked_at is null and replaced_by is null
                and (expires_at is null or expires_at > #{now})
            """);

    private static final Sql PLAN = Sql.of("""
            insert into key_users (user_id, plan, version) values (#{user}, #{plan}, #{version})
            on conflict (user_id) do update set plan = excluded.plan, version = excluded.version
            where key_users.version < excluded.version
            returning plan
            """);

    private static final Sql APPLY =
            Sql.of("update api_keys set plan = #{plan} where user_id = #{user} and plan <> #{plan}");

    private static final Sql FIND_PLAN = Sql.of("select plan from key_users where user_id = #{user}");

    private static final Sql OWNER = Sql.of("select user_id from api_keys where key_id = #{keyId}");

    private final Database database;
    private final ToIntFunction<String> limits;

    /** {@code limits} has how many keys a user of a plan may have; 0 is no limit. */
    UserKeys(Database database, ToIntFunction<String> limits) {
        this.database = database;
        this.limits = limits;
    }

    /** Whose the caller's key is: the keys that it makes are that user's, too. */
    Future<@Nullable String> of(Caller caller) {
        return database.query(OWNER, Params.of("keyId", caller.id()))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getString("user_id"));
    }

    /** Stores a key with the plan of its user, and answers that; fails when the plan allows no further key. */
    Future<String> insert(StoredKey key, String hash) {
        return database.transaction(session -> session.run(LOCK, Params.of("user", key.userId()))
                .map(rows -> rows.iterator().next().getString("plan"))
                .compose(plan -> count(session, key)
                        .compose(keys -> fits(plan, keys)
                                ? session.run(KeyRepository.INSERT, KeyRepository.row(key.on(plan), hash))
                                        .map(plan)
                                : Future.failedFuture(full(plan)))));
    }

    private static Future<Integer> count(Session session, StoredKey key) {
        return session.run(COUNT, Params.of("user", key.userId()).and("now", key.createdAt()))
                .map(rows -> rows.iterator().next().getInteger("keys"));
    }

    private boolean fits(String plan, int keys) {
        int limit = limits.applyAsInt(plan);
        return limit == 0 || keys < limit;
    }

    private Failure full(String plan) {
        int allowed = limits.applyAsInt(plan);
        return new Failure(
                        Code.CONFLICT,
                        "The plan " + plan + " allows " + allowed + " keys; revoke one, or choose a larger plan.")
                .with("limit", "keys")
                .with("allowed", allowed);
    }

    /** Gives the user's keys a plan; false where a later change was there before. */
    Future<Boolean> plan(UserPlan asked) {
        var user = Params.of("user", asked.userId()).and("plan", asked.plan());
        return database.transaction(session -> session.run(
                        PLAN,
                        Params.of("user", asked.userId())
                                .and("plan", asked.plan())
                                .and("version", asked.version()))
                .compose(changed -> changed.size() == 0
                        ? Future.succeededFuture(false)
                        : session.run(APPLY, user).map(true)));
    }

    /** The user's plan, how many valid keys there are, and how many there may be. */
    Future<Reply> summary(String userId, long now) {
        return database.query(FIND_PLAN, Params.of("user", userId))
                .map(rows -> rows.size() == 0 ? "free" : rows.iterator().next().getString("plan"))
                .compose(plan -> database.query(
                                COUNT, Params.of("user", userId).and("now", now))
                        .map(rows -> new JsonObject()
                                .put("plan", plan)
                                .put("keys", rows.iterator().next().getInteger("keys"))
                                .put("allowed", limits.applyAsInt(plan))))
                .map(json -> () -> json);
    }
}
