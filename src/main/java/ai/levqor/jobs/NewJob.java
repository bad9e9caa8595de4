package ai.levqor.jobs;

import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job that is not stored yet.
 *
 * @param payload JSON text
 * @param trace the traceparent under which it came; null without one
 * @param asked tells an idempotent repetition from another request; null without a key
 * @param maxCost what it may cost at most, in millionths of a dollar; null is without a limit
 * @param runAt epoch milliseconds; not in the past of {@code createdAt}
 */
record NewJob(
        UUID id,
        String workflow,
        String key,
        Priority priority,
        long runAt,
        long createdAt,
        int maxAttempts,
        long timeoutMs,
        String owner,
        @Nullable UUID batch,
        @Nullable String idempotencyKey,
        @Nullable Asked asked,
        @Nullable String callbackUrl,
        String payload,
        @Nullable String trace,
        @Nullable Long maxCost) {
    Lane lane() {
        return new Lane(workflow, key, priority);
    }

    /** What became of a submission. */
    record Receipt(
            UUID id,
            String status,
            boolean duplicate,
            boolean mismatch,
            @Nullable UUID batch) {
        JsonObject json() {
            var json = new JsonObject().put("job_id", id.toString()).put("status", status);
            return duplicate ? json.put("duplicate", true) : json;
        }
    }
}
