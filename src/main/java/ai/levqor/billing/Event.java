package ai.levqor.billing;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event of Stripe. It tells that something changed, not what it is now: that is asked for.
 *
 * @param createdAt when it happened by Stripe's clock, epoch milliseconds
 * @param state waiting, done, ignored or failed
 * @param runs how often it was handed to the queue
 * @param objectId what it is about
 * @param text the event as it came
 */
record Event(
        String id,
        String type,
        long createdAt,
        long receivedAt,
        String state,
        int runs,
        @Nullable String objectId,
        String text,
        @Nullable String error) {
    static final String COLUMNS = "event_id, type, created_at, received_at, state, runs, object_id, event, error";

    static final String WAITING = "waiting";
    static final String DONE = "done";
    static final String IGNORED = "ignored";
    static final String FAILED = "failed";

    private static final Set<String> KNOWN = Set.of(
            "checkout.session.completed",
            "checkout.session.async_payment_succeeded",
            "invoice.finalized",
            "invoice.paid",
            "invoice.payment_failed",
            "invoice.voided",
            "invoice.marked_uncollectible",
            "charge.refunded");
    private static final String SUBSCRIPTION = "customer.subscription.";
    private static final int MAX_ID = 200;

    /** Reads an event that came with a good signature. */
    static Event parse(String body, long now) {
        try {
            var json = new JsonObject(body);
            String id = text(json, "id");
            JsonObject object = json.getJsonObject("data").getJsonObject("object");
            return new Event(
                    id,
                    text(json, "type"),
                    json.getLong("created") * 1000,
                    now,
                    known(text(json, "type")) ? WAITING : IGNORED,
                    0,
                    object.getString("id"),
                    body,
                    null);
        } catch (DecodeException | ClassCastException | NullPointerException malformed) {
            throw Failure.invalid("body", "is no event of Stripe");
        }
    }

    private static String text(JsonObject json, String name) {
        String text = json.getString(name);
        if (text == null || text.isEmpty() || text.length() > MAX_ID) {
            throw Failure.invalid("body", "is no event of Stripe: it has no " + name);
        }
        return text;
    }

    private static boolean known(String type) {
        return KNOWN.contains(type) || type.startsWith(SUBSCRIPTION);
    }

    static Event of(Row row) {
        return new Event(
                row.getString("event_id"),
                row.getString("type"),
                row.getLong("created_at"),
                row.getLong("received_at"),
                row.getString("state"),
                row.getInteger("runs"),
                row.getString("object_id"),
                row.getString("event"),
                row.getString("error"));
    }

    boolean aboutSubscription() {
        return type.startsWith(SUBSCRIPTION);
    }

    /** What it is about, as it was then. */
    JsonObject object() {
        return new JsonObject(text).getJsonObject("data").getJsonObject("object");
    }

    Reply reply() {
        return this::json;
    }

    /** Without its content, which may be personal. */
    JsonObject json() {
        return new JsonObject()
                .put("event_id", id)
                .put("type", type)
                .put("state", state)
                .put("object_id", objectId)
                .put("runs", runs)
                .put("error", error)
                .put("created_at", createdAt / 1000)
                .put("received_at", receivedAt / 1000);
    }
}
