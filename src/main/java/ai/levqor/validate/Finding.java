package ai.levqor.validate;

import io.vertx.core.json.JsonObject;

/**
 * What a call of an operation showed.
 *
 * @param operation the operation's name
 * @param route method and path as the contract has them
 * @param status the HTTP status, 0 where there was no answer
 * @param ms how long the answer took, in milliseconds
 * @param passed whether the answer was the contract's
 * @param verdict in words
 */
public record Finding(String operation, String route, int status, long ms, boolean passed, String verdict) {
    /** The finding as {@code --json} prints it. */
    public JsonObject json() {
        return new JsonObject()
                .put("operation", operation)
                .put("route", route)
                .put("status", status)
                .put("ms", ms)
                .put("passed", passed)
                .put("verdict", verdict);
    }
}
