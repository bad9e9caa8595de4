package ai.levqor.callbacks;

import ai.levqor.OnSqlite;
import org.junit.jupiter.api.Nested;

/** Callbacks, on SQLite. */
class CallbacksSqliteIT {
    @Nested
    class Delivery extends DeliveryContract implements OnSqlite {}

    @Nested
    class Repetition extends RepetitionContract implements OnSqlite {}

    @Nested
    class Endpoints extends EndpointsContract implements OnSqlite {}

    @Nested
    class Senders extends SendersContract implements OnSqlite {}
}
