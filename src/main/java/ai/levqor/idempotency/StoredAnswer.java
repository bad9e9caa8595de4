package ai.levqor.idempotency;

import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a key stands for.
 *
 * @param fingerprint of the request that used it first
 * @param answer null while that request runs
 */
record StoredAnswer(String fingerprint, @Nullable JsonObject answer) {
    private static final String REPLY = "reply";
    private static final String FAILURE = "failure";

    static JsonObject reply(JsonObject reply) {
        return new JsonObject().put(REPLY, reply);
    }

    static JsonObject failure(Failure failure) {
        return new JsonObject().put(FAILURE, failure.json());
    }

    /** The reply that {@code answer} holds; throws the failure when it holds one. */
    static JsonObject replay(JsonObject answer) {
        JsonObject failure = answer.getJsonObject(FAILURE);
        if (failure != null) {
            throw Failure.from(failure).asReplay();
        }
        return answer.getJsonObject(REPLY);
    }
}
