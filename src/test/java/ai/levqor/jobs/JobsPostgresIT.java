package ai.levqor.jobs;

import ai.levqor.OnPostgres;
import org.junit.jupiter.api.Nested;

/** The queue, on PostgreSQL. */
class JobsPostgresIT {
    @Nested
    class Attempts extends AttemptsContract implements OnPostgres {}

    @Nested
    class Served extends ServedContract implements OnPostgres {}

    @Nested
    class Limits extends LimitsContract implements OnPostgres {}

    @Nested
    class KeptJobs extends KeptJobsContract implements OnPostgres {}

    @Nested
    class Schedules extends SchedulesContract implements OnPostgres {}
}
