package ai.levqor.workflows.dsl;

import java.time.Duration;
import java.util.List;

/** What starts a workflow by itself: the member {@code schedule} of a definition. */
public sealed interface Start {
    /** At the times of a cron expression, in UTC. */
    record Cron(String expression) implements Start {}

    /** Again and again, from beginning to beginning. */
    record Every(Duration period) implements Start {}

    /** Again and again, from end to beginning. */
    record After(Duration pause) implements Start {}

    /** For each event that one of the filters takes; constants only. */
    record On(List<EventFilter> filters) implements Start {}
}
