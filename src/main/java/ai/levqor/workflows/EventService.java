package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.UUID;

/** Events from outside, for whoever waits for them. */
final class EventService {
    private final EventDispatch events;

    EventService(EventDispatch events) {
        this.events = events;
    }

    Reply publish(Request request) {
        JsonObject event = request.input().copy();
        if (!event.containsKey("id")) {
            event.put("id", UUID.randomUUID().toString());
        }
        if (!event.containsKey("source")) {
            event.put("source", "/callers/" + request.caller().id());
        }
        boolean fresh = await(events.publish((ObjectNode) Objects.requireNonNull(RunRepository.parse(event.encode()))));
        return () -> new JsonObject()
                .put("event_id", event.getString("id"))
                .put("source", event.getString("source"))
                .put("duplicate", !fresh);
    }
}
