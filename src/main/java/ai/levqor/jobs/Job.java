package ai.levqor.jobs;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored job. Times are epoch milliseconds; {@code result}, {@code error} and {@code payload} are JSON text.
 *
 * @param cost so far, in millionths of a dollar; null when nothing that it did has a price
 */
record Job(
        UUID id,
        String workflow,
        String key,
        Priority priority,
        State state,
        long runAt,
        long createdAt,
        @Nullable Long startedAt,
        @Nullable Long finishedAt,
        int attempt,
        int maxAttempts,
        long timeoutMs,
        @Nullable UUID node,
        String owner,
        @Nullable UUID batch,
        @Nullable String callbackUrl,
        @Nullable String result,
        @Nullable String error,
        String payload,
        @Nullable String waiting,
        @Nullable Long maxCost,
        @Nullable Long cost) {
    /** The columns that {@link #of} reads, of a row that waits or runs. */
    static final String ACTIVE = """
            id, workflow, concurrency_key, priority, state, run_at, created_at, started_at,
            cast(null as bigint) as finished_at, attempt, max_attempts, timeout_ms, node, owner, batch_id, callback_url,
            cast(null as text) as result, error, payload, waiting, max_cost,
            (select c.spent from job_costs c where c.job_id = jobs.id) as cost
            """;

    /** The same of a row that ended. */
    static final String FINISHED = """
            id, workflow, concurrency_key, priority, state, run_at, created_at, started_at,
            finished_at, attempt, max_attempts, timeout_ms, node, owner, batch_id, callback_url,
            result, error, payload, cast(null as text) as waiting, max_cost,
            (select c.spent from job_costs c where c.job_id = finished_jobs.id) as cost
            """;

    static Job of(Row row) {
        return new Job(
                row.getUUID("id"),
                row.getString("workflow"),
                row.getString("concurrency_key"),
                Priority.of(row.getInteger("priority")),
                State.of(row.getString("state")),
                row.getLong("run_at"),
                row.getLong("created_at"),
                row.getLong("started_at"),
                row.getLong("finished_at"),
                row.getInteger("attempt"),
                row.getInteger("max_attempts"),
                row.getLong("timeout_ms"),
                row.getUUID("node"),
                row.getString("owner"),
                row.getUUID("batch_id"),
                row.getString("callback_url"),
                row.getString("result"),
                row.getString("error"),
                row.getString("payload"),
                row.getString("waiting"),
                row.getLong("max_cost"),
                row.getLong("cost"));
    }

    Lane lane() {
        return new Lane(workflow, key, priority);
    }

    /** The short form that clients poll. */
    JsonObject status() {
        var status = new JsonObject()
                .put("job_id", id.toString())
                .put("status", state.wire())
                .put("created_at", createdAt / 1000)
                .put("result", json(result))
                .put("error", state == State.FAILED || state == State.CANCELLED ? json(error) : null);
        return cost == null ? status : status.put("cost", cost);
    }

    /** A line of a list: everything but payload and result. */
    JsonObject summary() {
        return new JsonObject()
                .put("job_id", id.toString())
                .put("status", state.wire())
                .put("workflow", workflow)
                .put("priority", priority.wire())
                .put("created_at", createdAt / 1000)
                .put("run_at", runAt / 1000)
                .put("started_at", seconds(startedAt))
                .put("finished_at", seconds(finishedAt))
                .put("attempt", attempt)
                .put("max_attempts", maxAttempts)
                .put("batch_id", batch == null ? null : batch.toString())
                .put("concurrency_key", key.isEmpty() ? null : key)
                .put("error", json(error))
                .put("timeout_ms", timeoutMs)
                .put("callback_url", callbackUrl)
                .put("node", node == null ? null : node.toString());
    }

    /** Everything. */
    JsonObject full() {
        return summary()
                .mergeIn(status())
                .put("error", json(error))
                .put("payload", json(payload))
                .put("cost", cost == null ? 0 : cost)
                .put("max_cost", maxCost);
    }

    private static @Nullable JsonObject json(@Nullable String text) {
        return text == null ? null : new JsonObject(text);
    }

    private static @Nullable Long seconds(@Nullable Long millis) {
        return millis == null ? null : Long.valueOf(millis / 1000);
    }
}
