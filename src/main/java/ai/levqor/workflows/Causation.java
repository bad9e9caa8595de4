package ai.levqor.workflows;

import ai.levqor.workflows.run.WorkflowError;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * How many events caused a job, one after the other. Each event that a workflow emits carries it, as an extension
 * attribute (CloudEvents 1.0, "Extension Context Attributes"), into the jobs that it starts, so that workflows that start
 * one another, or themselves, come to an end.
 */
final class Causation {
    /** The attribute. */
    static final String ATTRIBUTE = "levqorhops";

    /** Events in a chain; the job that would emit a further one fails. */
    static final int MAX = 32;

    private Causation() {}

    /** The length of the chain that a job with this payload ends. */
    static int of(JsonObject payload) {
        int most = 0;
        if (payload.getValue("events") instanceof JsonArray events) {
            for (Object event : events) {
                if (event instanceof JsonObject json && json.getValue(ATTRIBUTE) instanceof Number hops) {
                    most = Math.max(most, hops.intValue());
                }
            }
        }
        return most;
    }

    /** Marks an event that a job emits which ends a chain of {@code hops}. */
    static void mark(ObjectNode event, int hops) {
        if (hops >= MAX) {
            throw WorkflowError.of(
                            "runtime",
                            422,
                            "events start workflows without end",
                            "the job is the last of a chain of " + MAX + " events, each from a workflow that the one"
                                    + " before it started; emit under a condition, or filter what starts the workflow")
                    .code("event_loop");
        }
        event.put(ATTRIBUTE, hops + 1);
    }
}
