package ai.levqor.jobs;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a worker's answer means. A failure with a code from 400 to 499 is the job's own fault and final, but for 408 and
 * 429; everything else may pass, so it is tried again.
 *
 * @param result of a success, JSON text
 * @param error of a failure: {@code {code, message, details?}}; the details of a workflow's are its own error
 */
record Outcome(@Nullable String result, @Nullable JsonObject error, boolean permanent) {
    /** Characters of a result as JSON. */
    static final int MAX_RESULT = 1024 * 1024;

    /** Characters of an error's message: it is kept with every attempt and sent with the callback. */
    private static final int MAX_MESSAGE = 4_000;

    static Outcome success(@Nullable Object reply) {
        JsonObject result = switch (reply) {
            case null -> new JsonObject();
            case JsonObject json -> json;
            default -> new JsonObject().put("value", reply);
        };
        String text = result.encode();
        return text.length() > MAX_RESULT ? tooLarge() : new Outcome(text, null, false);
    }

    static Outcome failure(Throwable cause, long timeoutMs) {
        return switch (cause) {
            case Failure failure
            when failure.code() == Code.WORKFLOW_FAILED ->
                new Outcome(null, failure.json(), !failure.details().getBoolean("retryable", false));
            case Failure failure ->
                new Outcome(null, failure.json(), !failure.code().transientFailure());
            case ReplyException reply
            when reply.failureType() == ReplyFailure.TIMEOUT ->
                new Outcome(null, error(Code.TIMED_OUT.wire(), "no answer within " + timeoutMs + " ms"), false);
            case ReplyException reply -> {
                int code = reply.failureCode();
                boolean permanent = code >= 400 && code < 500 && code != 408 && code != 429;
                yield new Outcome(
                        null, error("worker_failed", reply.getMessage()).put("status", code), permanent);
            }
            default -> new Outcome(null, error("worker_failed", cause.toString()), false);
        };
    }

    private static Outcome tooLarge() {
        return new Outcome(null, error("result_too_large", "the result is over " + MAX_RESULT + " characters"), true);
    }

    static JsonObject error(String code, @Nullable String message) {
        String text = message == null ? code : message;
        return new JsonObject()
                .put("code", code)
                .put("message", text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) + "…" : text);
    }
}
