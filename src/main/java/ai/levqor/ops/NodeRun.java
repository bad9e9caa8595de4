package ai.levqor.ops;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A node's latest run of heartbeats; times are epoch milliseconds. */
record NodeRun(
        UUID node, long toAt, long startedAt, @Nullable Long stoppedAt, String name, String version, String verticles) {
    static NodeRun of(Row row) {
        return new NodeRun(
                row.getUUID("node_id"),
                row.getLong("to_at"),
                row.getLong("started_at"),
                row.getLong("stopped_at"),
                row.getString("name"),
                row.getString("version"),
                row.getString("verticles"));
    }

    /** Running, stopped in order, or lost: silent since before {@code heardSince}. */
    String state(long heardSince) {
        if (stoppedAt != null) {
            return "stopped";
        }
        return toAt >= heardSince ? "running" : "lost";
    }

    JsonObject json(long heardSince) {
        return new JsonObject()
                .put("node_id", node.toString())
                .put("name", name)
                .put("state", state(heardSince))
                .put("version", version)
                .put("verticles", new JsonArray(verticles))
                .put("started_at", startedAt / 1000)
                .put("last_beat_at", toAt / 1000);
    }
}
