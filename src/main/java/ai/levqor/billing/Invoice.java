package ai.levqor.billing;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An invoice. Amounts are in the smallest unit of the currency, times epoch milliseconds.
 *
 * @param status draft, open, paid, uncollectible or void
 * @param pageUrl where the customer sees and pays it
 */
record Invoice(
        String id,
        String customerId,
        @Nullable String subscriptionId,
        @Nullable String number,
        String status,
        String currency,
        long amountDue,
        long amountPaid,
        long amountRefunded,
        @Nullable String pageUrl,
        long createdAt,
        int attempts) {
    static final String COLUMNS = "invoice_id, customer_id, subscription_id, number, status, currency, amount_due,"
            + " amount_paid, amount_refunded, page_url, created_at";

    /** <a href="https://docs.stripe.com/api/invoices/object">The object</a> of the pinned version. */
    static Invoice of(JsonObject json) {
        return new Invoice(
                json.getString("id"),
                json.getString("customer"),
                json.getString("subscription"),
                json.getString("number"),
                json.getString("status", "draft"),
                json.getString("currency"),
                json.getLong("amount_due", 0L),
                json.getLong("amount_paid", 0L),
                0,
                json.getString("hosted_invoice_url"),
                json.getLong("created", 0L) * 1000,
                json.getInteger("attempt_count", 0));
    }

    static Invoice of(Row row) {
        return new Invoice(
                row.getString("invoice_id"),
                row.getString("customer_id"),
                row.getString("subscription_id"),
                row.getString("number"),
                row.getString("status"),
                row.getString("currency"),
                row.getLong("amount_due"),
                row.getLong("amount_paid"),
                row.getLong("amount_refunded"),
                row.getString("page_url"),
                row.getLong("created_at"),
                0);
    }

    JsonObject json() {
        return new JsonObject()
                .put("invoice_id", id)
                .put("number", number)
                .put("status", status)
                .put("currency", currency)
                .put("amount_due", amountDue)
                .put("amount_paid", amountPaid)
                .put("amount_refunded", amountRefunded)
                .put("url", pageUrl)
                .put("subscription_id", subscriptionId)
                .put("created_at", createdAt / 1000);
    }

    /** An amount for people, such as 19.00 EUR; of currencies without a hundredth, such as the yen, the whole number. */
    static String money(long amount, String currency) {
        String code = currency.toUpperCase(Locale.ROOT);
        int digits = digits(code);
        return digits == 0
                ? amount + " " + code
                : java.math.BigDecimal.valueOf(amount, digits).toPlainString() + " " + code;
    }

    private static int digits(String code) {
        try {
            return Math.max(0, java.util.Currency.getInstance(code).getDefaultFractionDigits());
        } catch (IllegalArgumentException unknown) {
            return 2;
        }
    }

    static @Nullable Long millis(@Nullable Long seconds) {
        return seconds == null ? null : Long.valueOf(seconds * 1000);
    }

    static @Nullable Long seconds(@Nullable Long millis) {
        return millis == null ? null : Long.valueOf(millis / 1000);
    }
}
