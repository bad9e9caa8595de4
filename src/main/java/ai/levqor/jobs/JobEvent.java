package ai.levqor.jobs;

import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that happened to a job; {@code at} is epoch milliseconds. */
record JobEvent(
        UUID job,
        long at,
        String type,
        int attempt,
        @Nullable JsonObject detail) {
    JsonObject json() {
        var json = new JsonObject().put("at", at / 1000.0).put("type", type).put("attempt", attempt);
        return detail == null ? json : json.put("detail", detail);
    }
}
