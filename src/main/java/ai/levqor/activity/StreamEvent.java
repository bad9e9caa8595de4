package ai.levqor.activity;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Something that a follower is told.
 *
 * @param id from where to go on after it
 * @param type state, step, progress or log
 */
record StreamEvent(String id, String type, JsonObject data) {
    private JsonObject json() {
        return new JsonObject().put("id", id).put("type", type).put("data", data);
    }

    /**
     * What one look found.
     *
     * @param cursor from where to go on, also when there was nothing
     * @param ended whether nothing more can come
     */
    record Batch(List<StreamEvent> events, String cursor, boolean ended) {
        JsonObject json() {
            return new JsonObject()
                    .put(
                            "events",
                            new JsonArray(events.stream().map(StreamEvent::json).toList()))
                    .put("cursor", cursor)
                    .put("ended", ended);
        }
    }
}
