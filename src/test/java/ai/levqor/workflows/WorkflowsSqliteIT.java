package ai.levqor.workflows;

import ai.levqor.OnSqlite;
import org.junit.jupiter.api.Nested;

/** Workflows, on SQLite. */
class WorkflowsSqliteIT {
    @Nested
    class Flow extends FlowContract implements OnSqlite {}

    @Nested
    class Errors extends ErrorsContract implements OnSqlite {}

    @Nested
    class Waits extends WaitsContract implements OnSqlite {}

    @Nested
    class Versions extends VersionsContract implements OnSqlite {}

    @Nested
    class PublishedEvents extends PublishedEventsContract implements OnSqlite {}

    @Nested
    class Starts extends StartsContract implements OnSqlite {}
}
