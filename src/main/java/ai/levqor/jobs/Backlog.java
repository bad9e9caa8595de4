package ai.levqor.jobs;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/** How much of a workflow waits and runs; {@code oldestQueuedAt} is epoch milliseconds. */
record Backlog(
        String workflow,
        long queued,
        long running,
        @Nullable Long oldestQueuedAt,
        QueueLimits limits) {
    static Backlog of(Row row) {
        return new Backlog(
                row.getString("workflow"),
                row.getLong("queued"),
                row.getLong("running"),
                row.getLong("oldest"),
                row.getInteger("paused") == null ? QueueLimits.none(row.getString("workflow")) : QueueLimits.of(row));
    }

    JsonObject json(boolean served) {
        return new JsonObject()
                .put("workflow", workflow)
                .put("paused", limits.paused())
                .put("served", served)
                .put("queued", queued)
                .put("running", running)
                .put("oldest_queued_at", oldestQueuedAt == null ? null : oldestQueuedAt / 1000)
                .put("limits", limits.json());
    }
}
