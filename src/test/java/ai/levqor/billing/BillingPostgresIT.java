package ai.levqor.billing;

import ai.levqor.OnPostgres;
import org.junit.jupiter.api.Nested;

/** Billing, on PostgreSQL. */
class BillingPostgresIT {
    @Nested
    class Checkout extends CheckoutContract implements OnPostgres {}

    @Nested
    class StripeEvents extends StripeEventsContract implements OnPostgres {}

    @Nested
    class EventOrder extends EventOrderContract implements OnPostgres {}

    @Nested
    class Plans extends PlansContract implements OnPostgres {}
}
