package ai.levqor.http;

import ai.levqor.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;

/**
 * What the edge tells monitors of its process.
 *
 * @param readiness how each check stands; fails as {@code unavailable} when one does not pass
 * @param metrics of the whole process; the edge's own join them
 * @param open whether everybody may read the metrics; else who holds {@code ops:read}
 */
public record Monitoring(Supplier<Future<JsonObject>> readiness, Metrics metrics, boolean open) {
    /** No checks, and metrics of its own. */
    static Monitoring alwaysReady() {
        return new Monitoring(() -> Future.succeededFuture(new JsonObject()), new Metrics(), true);
    }
}
