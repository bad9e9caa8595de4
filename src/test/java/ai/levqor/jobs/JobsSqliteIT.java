package ai.levqor.jobs;

import ai.levqor.OnSqlite;
import org.junit.jupiter.api.Nested;

/** The queue, on SQLite. */
class JobsSqliteIT {
    @Nested
    class Attempts extends AttemptsContract implements OnSqlite {}

    @Nested
    class Served extends ServedContract implements OnSqlite {}

    @Nested
    class Limits extends LimitsContract implements OnSqlite {}

    @Nested
    class KeptJobs extends KeptJobsContract implements OnSqlite {}

    @Nested
    class Schedules extends SchedulesContract implements OnSqlite {}
}
