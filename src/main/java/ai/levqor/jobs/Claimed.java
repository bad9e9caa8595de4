package ai.levqor.jobs;

import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job that this node holds: what it takes to run it and to report its end. */
record Claimed(
        UUID id,
        Lane lane,
        long runAt,
        long createdAt,
        int attempt,
        int maxAttempts,
        long timeoutMs,
        long startedAt,
        @Nullable String callbackUrl,
        String payload,
        @Nullable String trace) {
    /** A job that started with the commit that stored it. */
    static Claimed of(NewJob job) {
        return new Claimed(
                job.id(),
                job.lane(),
                job.runAt(),
                job.createdAt(),
                1,
                job.maxAttempts(),
                job.timeoutMs(),
                job.createdAt(),
                job.callbackUrl(),
                job.payload(),
                job.trace());
    }

    static Claimed of(Row row, Lane lane, long startedAt) {
        return new Claimed(
                row.getUUID("id"),
                lane,
                row.getLong("run_at"),
                row.getLong("created_at"),
                row.getInteger("attempt"),
                row.getInteger("max_attempts"),
                row.getLong("timeout_ms"),
                startedAt,
                row.getString("callback_url"),
                row.getString("payload"),
                row.getString("trace"));
    }
}
