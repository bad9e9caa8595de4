package ai.levqor.callbacks;

import ai.levqor.bus.Reply;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as clients see it. Times are epoch milliseconds.
 *
 * @param url without query and user, which may hold tokens
 * @param nextAt when the next attempt is due; null when none is, or one is under way
 */
record DeliveryStatus(
        UUID id,
        UUID job,
        String url,
        String state,
        int attempts,
        @Nullable Long nextAt,
        long createdAt) implements Reply {

    static DeliveryStatus of(Row row) {
        return new DeliveryStatus(
                row.getUUID("id"),
                row.getUUID("job_id"),
                Endpoint.url(row.getString("url")),
                row.getString("state"),
                row.getInteger("attempts"),
                row.getLong("next_at"),
                row.getLong("created_at"));
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("message_id", Delivery.messageId(id))
                .put("job_id", job.toString())
                .put("url", url)
                .put("state", state)
                .put("attempts", attempts)
                .put("next_attempt_at", nextAt == null ? null : nextAt / 1000)
                .put("created_at", createdAt / 1000);
    }
}
