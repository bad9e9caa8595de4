package ai.levqor.billing;

import ai.levqor.OnSqlite;
import org.junit.jupiter.api.Nested;

/** Billing, on SQLite. */
class BillingSqliteIT {
    @Nested
    class Checkout extends CheckoutContract implements OnSqlite {}

    @Nested
    class StripeEvents extends StripeEventsContract implements OnSqlite {}

    @Nested
    class EventOrder extends EventOrderContract implements OnSqlite {}

    @Nested
    class Plans extends PlansContract implements OnSqlite {}
}
