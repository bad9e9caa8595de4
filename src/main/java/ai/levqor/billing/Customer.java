package ai.levqor.billing;

import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/**
 * A user who pays, or was about to.
 *
 * @param customerId Stripe's id; null until it was asked for
 * @param version rises with every change of the plan
 * @param told the last version that the user got a mail about
 */
record Customer(
        String userId, String email, @Nullable String customerId, String plan, long version, long told) {
    static final String COLUMNS = "user_id, email, customer_id, plan, version, told";

    static Customer of(Row row) {
        return new Customer(
                row.getString("user_id"),
                row.getString("email"),
                row.getString("customer_id"),
                row.getString("plan"),
                row.getLong("version"),
                row.getLong("told"));
    }
}
