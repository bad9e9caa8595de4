package ai.levqor.jobs;

import ai.levqor.bus.Reply;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

/** Jobs that were submitted together, counted by state. */
final class Batch implements Reply {
    private final UUID id;
    private final long createdAt;
    private final int total;
    private final Map<State, Long> counts = new EnumMap<>(State.class);

    Batch(UUID id, long createdAt, int total) {
        this.id = id;
        this.createdAt = createdAt;
        this.total = total;
    }

    void count(State state, long jobs) {
        counts.put(state, jobs);
    }

    @Override
    public JsonObject json() {
        var json = new JsonObject()
                .put("batch_id", id.toString())
                .put("created_at", createdAt / 1000)
                .put("total", total);
        for (State state : State.values()) {
            json.put(state.wire(), counts.getOrDefault(state, 0L));
        }
        boolean open = counts.containsKey(State.QUEUED) || counts.containsKey(State.RUNNING);
        return json.put("done", !open);
    }
}
