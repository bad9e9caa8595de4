package ai.levqor.jobs;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * How many jobs wait and run.
 *
 * @param due wait although their time has come
 * @param scheduled wait for their time
 * @param oldestDueAt since when the longest of the due has waited, epoch milliseconds
 */
record Load(
        String workflow,
        long due,
        long scheduled,
        long running,
        @Nullable Long oldestDueAt) {
    static Load none(String workflow) {
        return new Load(workflow, 0, 0, 0, null);
    }

    long total() {
        return due + scheduled + running;
    }

    /** Both together, under this one's name. */
    Load plus(Load other) {
        Long oldest = oldestDueAt == null
                ? other.oldestDueAt
                : other.oldestDueAt == null ? oldestDueAt : (Long) Math.min(oldestDueAt, other.oldestDueAt);
        return new Load(workflow, due + other.due, scheduled + other.scheduled, running + other.running, oldest);
    }

    /** The numbers, as of {@code now}. */
    JsonObject json(long now) {
        return new JsonObject()
                .put("due", due)
                .put("scheduled", scheduled)
                .put("running", running)
                .put("oldest_due_seconds", oldestDueAt == null ? 0 : Math.max(0, now - oldestDueAt) / 1000.0);
    }
}
