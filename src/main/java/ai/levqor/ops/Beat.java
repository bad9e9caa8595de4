package ai.levqor.ops;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A node's sign of life. Times are epoch milliseconds.
 *
 * @param verticles what it runs, JSON text
 * @param stopping whether it is its last
 * @param jobs what came of jobs since its last one
 */
record Beat(UUID node, String name, String version, String verticles, long startedAt, boolean stopping, Tally jobs) {
    static Beat of(JsonObject json) {
        return new Beat(
                UUID.fromString(json.getString("node")),
                json.getString("name"),
                json.getString("version"),
                json.getJsonArray("verticles").encode(),
                json.getLong("started_at"),
                json.getBoolean("stopping", false),
                Tally.of(json.getJsonObject("jobs")));
    }

    /** How many attempts and jobs ended how. */
    record Tally(long succeeded, long failed, long cancelled, long retried, long rescued) {
        static Tally of(JsonObject json) {
            return new Tally(
                    json.getLong("succeeded", 0L),
                    json.getLong("failed", 0L),
                    json.getLong("cancelled", 0L),
                    json.getLong("retried", 0L),
                    json.getLong("rescued", 0L));
        }

        boolean isEmpty() {
            return succeeded + failed + cancelled + retried + rescued == 0;
        }

        long ended() {
            return succeeded + failed + cancelled;
        }
    }
}
