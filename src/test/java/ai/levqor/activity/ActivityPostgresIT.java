package ai.levqor.activity;

import ai.levqor.OnPostgres;
import org.junit.jupiter.api.Nested;

/** What is seen of jobs, on PostgreSQL. */
class ActivityPostgresIT {
    @Nested
    class Streams extends StreamsContract implements OnPostgres {}

    @Nested
    class Reports extends ReportsContract implements OnPostgres {}

    @Nested
    class Reruns extends RerunsContract implements OnPostgres {}
}
