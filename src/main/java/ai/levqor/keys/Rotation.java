package ai.levqor.keys;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Request;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A key to be replaced.
 *
 * @param overlap how long it stays valid beside the new one; null for what the settings say
 */
record Rotation(String keyId, @Nullable Duration overlap, Caller caller) {
    static Rotation of(Request request) {
        Long seconds = request.input().getLong("overlap");
        return new Rotation(
                request.text("key_id"), seconds == null ? null : Duration.ofSeconds(seconds), request.caller());
    }
}
