package ai.levqor.workflows;

import ai.levqor.OnPostgres;
import org.junit.jupiter.api.Nested;

/** Workflows, on PostgreSQL. */
class WorkflowsPostgresIT {
    @Nested
    class Flow extends FlowContract implements OnPostgres {}

    @Nested
    class Errors extends ErrorsContract implements OnPostgres {}

    @Nested
    class Waits extends WaitsContract implements OnPostgres {}

    @Nested
    class Versions extends VersionsContract implements OnPostgres {}

    @Nested
    class PublishedEvents extends PublishedEventsContract implements OnPostgres {}

    @Nested
    class Starts extends StartsContract implements OnPostgres {}
}
