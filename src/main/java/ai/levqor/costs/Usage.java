package ai.levqor.costs;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The tokens that a call used, as its reply says. */
public record Usage(long inputTokens, long outputTokens) {
    /** No tokens. */
    public static final Usage NONE = new Usage(0, 0);

    /**
     * Reads a reply's {@code usage}: {@code input_tokens} and {@code output_tokens}, or, as others call them,
     * {@code prompt_tokens} and {@code completion_tokens}. What is missing or no number is none.
     */
    public static Usage of(@Nullable JsonObject reply) {
        if (reply == null) {
            return NONE;
        }
        if (!(reply.getValue("usage") instanceof JsonObject usage)) {
            // A call that answers the whole HTTP response has the reply as its content.
            return reply.getValue("content") instanceof JsonObject content ? of(content) : NONE;
        }
        return new Usage(
                count(usage, "input_tokens", "prompt_tokens"), count(usage, "output_tokens", "completion_tokens"));
    }

    private static long count(JsonObject usage, String name, String otherName) {
        Object value = usage.getValue(name) == null ? usage.getValue(otherName) : usage.getValue(name);
        return value instanceof Number number ? Math.max(0, number.longValue()) : 0;
    }
}
