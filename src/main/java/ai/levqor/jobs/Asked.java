package ai.levqor.jobs;

import ai.levqor.idempotency.Fingerprint;
import io.vertx.core.json.JsonObject;

/**
 * What was asked under an idempotency key, to tell a repetition from another request.
 *
 * @param fingerprint as it is stored
 * @param before as versions up to 1.0 stored it: the order of members counted
 */
record Asked(String fingerprint, String before) {
    private static final String VERSION = "2:";

    static Asked of(JsonObject input) {
        return new Asked(VERSION + Fingerprint.of(input), Fingerprint.inOrder(input));
    }

    /** Whether {@code stored} is of the same request. */
    boolean matches(String stored) {
        return stored.equals(stored.startsWith(VERSION) ? fingerprint : before);
    }
}
