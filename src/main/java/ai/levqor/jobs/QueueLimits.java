package ai.levqor.jobs;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/** A workflow's pause and limits; null is no limit. Limits per key hold for jobs that have one. */
record QueueLimits(
        String workflow,
        boolean paused,
        @Nullable Integer maxRunning,
        @Nullable Integer maxRunningPerKey,
        @Nullable Integer rate,
        @Nullable Integer ratePerKey,
        @Nullable Long ratePeriodMs) {
    static final long DEFAULT_PERIOD_MS = 60_000;

    static QueueLimits none(String workflow) {
        return new QueueLimits(workflow, false, null, null, null, null, null);
    }

    static QueueLimits of(Row row) {
        return new QueueLimits(
                row.getString("workflow"),
                row.getInteger("paused") == 1,
                row.getInteger("max_running"),
                row.getInteger("max_running_per_key"),
                row.getInteger("rate"),
                row.getInteger("rate_per_key"),
                row.getLong("rate_period_ms"));
    }

    /** Whether there is a limit, of whatever kind. */
    boolean any() {
        return maxRunning != null || maxRunningPerKey != null || rate != null || ratePerKey != null;
    }

    long period() {
        return ratePeriodMs == null ? DEFAULT_PERIOD_MS : ratePeriodMs;
    }

    JsonObject json() {
        return new JsonObject()
                .put("max_running", maxRunning)
                .put("max_running_per_key", maxRunningPerKey)
                .put("rate", rate)
                .put("rate_per_key", ratePerKey)
                .put("rate_period_ms", ratePeriodMs);
    }
}
