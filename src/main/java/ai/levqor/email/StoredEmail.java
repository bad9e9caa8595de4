package ai.levqor.email;

import ai.levqor.bus.Reply;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mail as clients see it in a list. Times are epoch milliseconds.
 *
 * @param sensitive whether the content is a secret
 * @param nextAt when the next attempt is due, or the one under way is given up; null when none is
 */
record StoredEmail(
        UUID id,
        String state,
        String sender,
        JsonObject recipients,
        String subject,
        int size,
        boolean sensitive,
        int attempts,
        @Nullable Long nextAt,
        long createdAt,
        @Nullable Long endedAt,
        @Nullable String error,
        @Nullable String providerId)
        implements Reply {
    static final String FIELDS =
            "id, state, sender, recipients, subject, size, sensitive, attempts, next_at, created_at, ended_at,"
                    + " error, provider_id";

    static StoredEmail of(Row row) {
        return new StoredEmail(
                row.getUUID("id"),
                row.getString("state"),
                row.getString("sender"),
                new JsonObject(row.getString("recipients")),
                row.getString("subject"),
                row.getInteger("size"),
                row.getInteger("sensitive") != 0,
                row.getInteger("attempts"),
                row.getLong("next_at"),
                row.getLong("created_at"),
                row.getLong("ended_at"),
                row.getString("error"),
                row.getString("provider_id"));
    }

    boolean in(State expected) {
        return state.equals(expected.wire());
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("id", id.toString())
                .put("status", state)
                .put("from", sender)
                .mergeIn(recipients)
                .put("subject", subject)
                .put("size", size)
                .put("sensitive", sensitive)
                .put("attempts", attempts)
                .put("next_attempt_at", in(State.QUEUED) ? seconds(nextAt) : null)
                .put("created_at", createdAt / 1000)
                .put("ended_at", seconds(endedAt))
                .put("error", error)
                .put("provider_id", providerId);
    }

    private static @Nullable Long seconds(@Nullable Long millis) {
        return millis == null ? null : Long.valueOf(millis / 1000);
    }
}
