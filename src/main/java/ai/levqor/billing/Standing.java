package ai.levqor.billing;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription stands, as it is stored. Times are epoch milliseconds.
 *
 * @param graceUntil until when its plan stays although a payment failed; null where none did
 */
record Standing(
        String subscriptionId,
        String customerId,
        @Nullable String userId,
        String status,
        @Nullable String priceId,
        @Nullable Long periodEnd,
        boolean cancels,
        @Nullable Long graceUntil,
        long seen,
        long version) {
    /** A payment failed, and Stripe tries again or has given up without an end of the subscription. */
    static final Set<String> UNPAID = Set.of("past_due", "unpaid");

    private static final Set<String> PAID = Set.of("active", "trialing");

    static final String COLUMNS =
            "subscription_id, customer_id, user_id, status, price_id, period_end, cancels, grace_until, seen, version";

    static Standing of(Row row) {
        return new Standing(
                row.getString("subscription_id"),
                row.getString("customer_id"),
                row.getString("user_id"),
                row.getString("status"),
                row.getString("price_id"),
                row.getLong("period_end"),
                row.getInteger("cancels") == 1,
                row.getLong("grace_until"),
                row.getLong("seen"),
                row.getLong("version"));
    }

    /** Whether it gives its plan at this time. */
    boolean counts(long now) {
        return PAID.contains(status) || (UNPAID.contains(status) && graceUntil != null && now < graceUntil);
    }

    /** Whether it goes on, so that a second one would be paid beside it. */
    boolean goesOn() {
        return PAID.contains(status) || UNPAID.contains(status);
    }

    JsonObject json(String plan) {
        return new JsonObject()
                .put("subscription_id", subscriptionId)
                .put("status", status)
                .put("plan", plan)
                .put("price_id", priceId)
                .put("current_period_end", Invoice.seconds(periodEnd))
                .put("cancel_at_period_end", cancels)
                .put("grace_until", Invoice.seconds(graceUntil));
    }
}
