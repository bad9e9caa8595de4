package ai.levqor.auth;

import ai.levqor.bus.Reply;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who signs in. Times are epoch milliseconds.
 *
 * @param email in lower case
 * @param userId the profile that belongs to it
 * @param referral where the person came from, as long as nobody took it
 */
record Account(
        UUID id,
        String email,
        Role role,
        @Nullable String userId,
        boolean disabled,
        @Nullable String referral,
        long createdAt,
        @Nullable Long lastSignInAt)
        implements Reply {
    static final String COLUMNS = "id, email, role, user_id, disabled, referral, created_at, last_sign_in_at";

    static Account of(Row row) {
        return new Account(
                row.getUUID("id"),
                row.getString("email"),
                Role.of(row.getString("role")),
                row.getString("user_id"),
                row.getInteger("disabled") != 0,
                row.getString("referral"),
                row.getLong("created_at"),
                row.getLong("last_sign_in_at"));
    }

    /** What its owner is told. */
    JsonObject own() {
        return new JsonObject()
                .put("id", id.toString())
                .put("email", email)
                .put("role", role.wire())
                .put("user_id", userId);
    }

    @Override
    public JsonObject json() {
        return own().put("disabled", disabled)
                .put("created_at", createdAt / 1000)
                .put("last_sign_in_at", lastSignInAt == null ? null : Long.valueOf(lastSignInAt / 1000));
    }
}
