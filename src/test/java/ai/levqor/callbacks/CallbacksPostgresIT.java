package ai.levqor.callbacks;

import ai.levqor.OnPostgres;
import org.junit.jupiter.api.Nested;

/** Callbacks, on PostgreSQL. */
class CallbacksPostgresIT {
    @Nested
    class Delivery extends DeliveryContract implements OnPostgres {}

    @Nested
    class Repetition extends RepetitionContract implements OnPostgres {}

    @Nested
    class Endpoints extends EndpointsContract implements OnPostgres {}

    @Nested
    class Senders extends SendersContract implements OnPostgres {}
}
