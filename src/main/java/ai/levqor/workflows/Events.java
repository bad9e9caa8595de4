package ai.levqor.workflows;

import static ai.levqor.bus.Operation.command;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of events that belong to no job. */
public final class Events {
    /** Publishes an event to all that listen for it; it is durable when the answer arrives. */
    public static final Operation PUBLISH = command(
                    "events.publish", "Publish an event to every job and workflow that waits for it")
            .post("/api/v1/events")
            .request("events/event")
            .reply(202, "events/published")
            .requires("events:write")
            .fails();

    /** All of them. */
    public static final List<Operation> OPERATIONS = List.of(PUBLISH);

    private Events() {}
}
