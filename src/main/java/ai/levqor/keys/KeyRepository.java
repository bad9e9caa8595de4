package ai.levqor.keys;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The table of the keys. */
final class KeyRepository {
    /** A key's last use is written at most this often, over all nodes. */
    static final Duration USE_INTERVAL = Duration.ofMinutes(1);

    static final Sql INSERT = Sql.of("""
            insert into api_keys (id, key_id, hash, name, scopes, plan, rate_per_minute, created_by, created_at,
                expires_at, user_id)
            values (#{id}, #{keyId}, #{hash}, #{name}, #{scopes}, #{plan}, #{ratePerMinute}, #{createdBy}, #{createdAt},
                #{expiresAt}, #{userId})
            """);

    private static final Sql FIND = Sql.of("select " + StoredKey.COLUMNS + " from api_keys where key_id = #{keyId}");

    private static final Sql FIND_HASH = Sql.of("select " + StoredKey.COLUMNS + " from api_keys where hash = #{hash}");

    private static final Sql LIST = Sql.of(
            "select " + StoredKey.COLUMNS + " from api_keys where id < #{before} order by id desc limit #{limit}");

    private static final Sql PLANS = Sql.of("""
            select plan, count(*) as keys from api_keys
            where revoked_at is null and (expires_at is null or expires_at > #{now})
            group by plan order by keys desc, plan
            """);

    private static final Sql REVOKE = Sql.of("""
            update api_keys set revoked_at = #{now} where key_id = #{keyId} and revoked_at is null
            """);

    private static final Sql REPLACE = Sql.of("""
            update api_keys
            set replaced_by = #{successor},
                expires_at = case when expires_at < #{until} then expires_at else cast(#{until} as bigint) end
            where key_id = #{keyId} and revoked_at is null and replaced_by is null
                and (expires_at is null or expires_at > #{now})
            returning key_id
            """);

    private static final Sql USE = Sql.of("""
            update api_keys set last_used_at = used.at
            from ${rows used(id uuid, at bigint)}
            where api_keys.id = used.id
                and (api_keys.last_used_at is null or api_keys.last_used_at <= used.at - #{interval})
            """);

    private final Database database;

    KeyRepository(Database database) {
        this.database = database;
    }

    Future<?> insert(StoredKey key, String hash) {
        return database.update(INSERT, row(key, hash));
    }

    Future<Optional<StoredKey>> find(String keyId) {
        return database.query(FIND, Params.of("keyId", keyId)).map(KeyRepository::first);
    }

    Future<Optional<StoredKey>> findByHash(String hash) {
        return database.query(FIND_HASH, Params.of("hash", hash)).map(KeyRepository::first);
    }

    /** Keys older than {@code before}, newest first. */
    Future<List<StoredKey>> list(UUID before, int limit) {
        return database.query(LIST, Params.of("before", before).and("limit", limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(StoredKey::of)
                        .toList());
    }

    /** The plans of the keys that are valid at {@code now}, each with how many. */
    Future<JsonArray> plans(long now) {
        return database.query(PLANS, Params.of("now", now)).map(rows -> {
            var plans = new JsonArray();
            rows.forEach(row -> plans.add(
                    new JsonObject().put("plan", row.getString("plan")).put("keys", row.getLong("keys"))));
            return plans;
        });
    }

    Future<?> revoke(String keyId, long now) {
        return database.update(REVOKE, Params.of("keyId", keyId).and("now", now));
    }

    /**
     * Stores {@code successor} and lets the key {@code keyId} expire at {@code until}, unless it expires before; tells
     * false, and changes nothing, when that key is not valid now or was replaced already.
     */
    Future<Boolean> replace(String keyId, long until, StoredKey successor, String hash) {
        Params old = Params.of("keyId", keyId)
                .and("until", until)
                .and("now", successor.createdAt())
                .and("successor", successor.keyId());
        return database.transaction((Session session) -> session.run(REPLACE, old)
                .compose(replaced -> replaced.size() == 0
                        ? Future.succeededFuture(false)
                        : session.run(INSERT, row(successor, hash)).map(true)));
    }

    /** Writes down when keys were last used, for those whose note is older than {@link #USE_INTERVAL}. */
    Future<?> use(Map<UUID, Long> uses) {
        var rows = new Rows();
        uses.forEach(rows::add);
        return database.update(USE, Params.of("used", rows).and("interval", USE_INTERVAL.toMillis()));
    }

    static Params row(StoredKey key, String hash) {
        return Params.of("id", key.id())
                .and("keyId", key.keyId())
                .and("hash", hash)
                .and("name", key.name())
                .and("scopes", String.join(" ", key.scopes()))
                .and("plan", key.plan())
                .and("ratePerMinute", key.ratePerMinute())
                .and("createdBy", key.createdBy())
                .and("createdAt", key.createdAt())
                .and("expiresAt", key.expiresAt())
                .and("userId", key.userId());
    }

    private static Optional<StoredKey> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(StoredKey::of)
                .findFirst();
    }
}
