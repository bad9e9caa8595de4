package ai.levqor.keys;

import ai.levqor.bus.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is stored, without the key itself and its hash. Times are epoch milliseconds.
 *
 * @param id orders the keys by age
 * @param keyId the public id, by which clients and logs name it
 * @param createdBy the id of the caller who made it
 * @param replacedBy the public id of the key that follows it
 * @param userId whose key it is: its plan is that user's; null for a key of nobody in particular
 */
record StoredKey(
        UUID id,
        String keyId,
        String name,
        List<String> scopes,
        String plan,
        @Nullable Integer ratePerMinute,
        String createdBy,
        long createdAt,
        @Nullable Long expiresAt,
        @Nullable Long revokedAt,
        @Nullable Long lastUsedAt,
        @Nullable String replacedBy,
        @Nullable String userId) {

    static final String COLUMNS = "id, key_id, name, scopes, plan, rate_per_minute, created_by, created_at, expires_at,"
            + " revoked_at, last_used_at, replaced_by, user_id";

    StoredKey {
        scopes = List.copyOf(scopes);
    }

    static StoredKey of(Row row) {
        return new StoredKey(
                row.getUUID("id"),
                row.getString("key_id"),
                row.getString("name"),
                List.of(row.getString("scopes").split(" ", -1)),
                row.getString("plan"),
                row.getInteger("rate_per_minute"),
                row.getString("created_by"),
                row.getLong("created_at"),
                row.getLong("expires_at"),
                row.getLong("revoked_at"),
                row.getLong("last_used_at"),
                row.getString("replaced_by"),
                row.getString("user_id"));
    }

    boolean valid(long now) {
        return revokedAt == null && (expiresAt == null || expiresAt > now);
    }

    private String status(long now) {
        if (revokedAt != null) {
            return "revoked";
        }
        if (!valid(now)) {
            return "expired";
        }
        return replacedBy == null ? "active" : "replaced";
    }

    /** The same with the plan of its user. */
    StoredKey on(String newPlan) {
        return new StoredKey(
                id,
                keyId,
                name,
                scopes,
                newPlan,
                ratePerMinute,
                createdBy,
                createdAt,
                expiresAt,
                revokedAt,
                lastUsedAt,
                replacedBy,
                userId);
    }

    Reply reply(long now) {
        return () -> json(now);
    }

    JsonObject json(long now) {
        return new JsonObject()
                .put("key_id", keyId)
                .put("name", name)
                .put("kind", keyId.substring(0, keyId.indexOf('_')))
                .put("scopes", new JsonArray(scopes))
                .put("status", status(now))
                .put("plan", plan)
                .put("rate_per_minute", ratePerMinute)
                .put("created_by", createdBy)
                .put("created_at", createdAt / 1000)
                .put("expires_at", seconds(expiresAt))
                .put("revoked_at", seconds(revokedAt))
                .put("last_used_at", seconds(lastUsedAt))
                .put("replaced_by", replacedBy)
                .put("user_id", userId);
    }

    private static @Nullable Long seconds(@Nullable Long millis) {
        return millis == null ? null : Long.valueOf(millis / 1000);
    }
}
