package ai.levqor.callbacks;

import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A callback whose next attempt this node holds.
 *
 * @param body the JSON text as it was stored, sent byte for byte
 * @param trace the traceparent of the request that its job came with; null without one
 * @param attempt the number of the attempt, from 1
 */
record Delivery(
        UUID id,
        String url,
        String body,
        int attempt,
        @Nullable String trace) {
    static Delivery of(Row row) {
        return new Delivery(
                row.getUUID("id"),
                row.getString("url"),
                row.getString("body"),
                row.getInteger("attempts"),
                row.getString("trace"));
    }

    /** The header webhook-id: the same on every attempt, so that a receiver knows repetitions. */
    String messageId() {
        return messageId(id);
    }

    static String messageId(UUID id) {
        return "msg_" + id.toString().replace("-", "");
    }

    /** Without URL and body: they may hold tokens. */
    @Override
    public String toString() {
        return messageId() + ", attempt " + attempt;
    }
}
