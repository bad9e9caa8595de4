package ai.levqor.activity;

import ai.levqor.OnSqlite;
import org.junit.jupiter.api.Nested;

/** What is seen of jobs, on SQLite. */
class ActivitySqliteIT {
    @Nested
    class Streams extends StreamsContract implements OnSqlite {}

    @Nested
    class Reports extends ReportsContract implements OnSqlite {}

    @Nested
    class Reruns extends RerunsContract implements OnSqlite {}
}
