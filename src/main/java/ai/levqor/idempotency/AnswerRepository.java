package ai.levqor.idempotency;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The keys and their answers. Times are epoch milliseconds. */
public final class AnswerRepository {
    private static final Sql TAKE = Sql.of("""
            insert into idempotency_keys (owner, idempotency_key, fingerprint, token, expires_at)
            values (#{owner}, #{key}, #{fingerprint}, #{token}, #{expiresAt})
            on conflict (owner, idempotency_key) do update
            set fingerprint = excluded.fingerprint, token = excluded.token, expires_at = excluded.expires_at,
                answer = null
            where idempotency_keys.expires_at <= #{now}
            returning token
            """);

    private static final Sql FIND = Sql.of("""
            select fingerprint, answer from idempotency_keys where owner = #{owner} and idempotency_key = #{key}
            """);

    private static final Sql KEEP = Sql.of("""
            update idempotency_keys set answer = #{answer}, expires_at = #{expiresAt}
            where owner = #{owner} and idempotency_key = #{key} and token = #{token}
            """);

    private static final Sql FREE = Sql.of("""
            delete from idempotency_keys where owner = #{owner} and idempotency_key = #{key} and token = #{token}
            """);

    private static final Sql DELETE_OF = Sql.of("delete from idempotency_keys where owner = #{owner}");

    private static final Sql DELETE_EXPIRED = Sql.of("delete from idempotency_keys where expires_at <= #{now}");

    private final Database database;

    /** The keys of this database. */
    public AnswerRepository(Database database) {
        this.database = database;
    }

    /** Takes a key that is free or has expired; whether it did. */
    Future<Boolean> take(UsedKey key, String fingerprint, long now, long expiresAt) {
        return database.update(
                        TAKE,
                        key.params()
                                .and("token", key.token())
                                .and("fingerprint", fingerprint)
                                .and("now", now)
                                .and("expiresAt", expiresAt))
                .map(taken -> taken.size() > 0);
    }

    /** What the key stands for; null when nobody has it. */
    Future<@Nullable StoredAnswer> find(UsedKey key) {
        return database.query(FIND, key.params()).map(rows -> {
            if (rows.size() == 0) {
                return null;
            }
            var row = rows.iterator().next();
            String answer = row.getString("answer");
            return new StoredAnswer(row.getString("fingerprint"), answer == null ? null : new JsonObject(answer));
        });
    }

    /** Keeps the answer, unless the key expired and was taken by another run. */
    Future<?> keep(UsedKey key, JsonObject answer, long expiresAt) {
        return database.update(
                KEEP,
                key.params()
                        .and("token", key.token())
                        .and("answer", answer.encode())
                        .and("expiresAt", expiresAt));
    }

    /** Frees the key, unless it expired and was taken by another run. */
    Future<?> free(UsedKey key) {
        return database.update(FREE, key.params().and("token", key.token()));
    }

    /** Deletes the keys whose time is over. */
    public Future<?> deleteExpired(long now) {
        return database.update(DELETE_EXPIRED, Params.of("now", now));
    }

    /** Deletes all keys of a caller. */
    public Future<?> deleteOf(String owner) {
        return database.update(DELETE_OF, Params.of("owner", owner));
    }
}
