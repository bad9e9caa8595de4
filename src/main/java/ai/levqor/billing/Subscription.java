package ai.levqor.billing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as Stripe answers it. Times are epoch milliseconds.
 *
 * @param userId what we noted with it when it was bought; null when it was bought elsewhere
 * @param periodEnd until when it is paid
 * @param cancels whether it ends with the period
 */
record Subscription(
        String id,
        String customerId,
        @Nullable String userId,
        String status,
        @Nullable String priceId,
        @Nullable Long periodEnd,
        boolean cancels,
        long createdAt) {
    /** <a href="https://docs.stripe.com/api/subscriptions/object">The object</a> of the pinned version. */
    static Subscription of(JsonObject json) {
        JsonObject item = first(StripeObject.part(json, "items").getJsonArray("data", new JsonArray()));
        JsonObject price = StripeObject.part(item, "price");
        return new Subscription(
                json.getString("id"),
                json.getString("customer"),
                StripeObject.part(json, "metadata").getString("user_id"),
                json.getString("status"),
                price.getString("id"),
                Invoice.millis(json.getLong("current_period_end")),
                json.getBoolean("cancel_at_period_end", false),
                json.getLong("created", 0L) * 1000);
    }

    private static JsonObject first(JsonArray items) {
        return items.isEmpty() ? new JsonObject() : items.getJsonObject(0);
    }

    /** Whether a payment is due that was not made. */
    boolean unpaid() {
        return Standing.UNPAID.contains(status);
    }
}
