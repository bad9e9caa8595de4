package ai.levqor.ai;

import ai.levqor.bus.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What the provider answered.
 *
 * @param content empty where it withheld the answer
 */
record ChatAnswer(String content, String model, long inputTokens, long outputTokens, String finishReason)
        implements Reply {
    /** Reads a chat completion; nothing when it is none. */
    static Optional<ChatAnswer> of(JsonObject body, String askedModel) {
        if (!(body.getValue("choices") instanceof JsonArray choices)
                || choices.isEmpty()
                || !(choices.getValue(0) instanceof JsonObject choice)
                || !(choice.getValue("message") instanceof JsonObject message)) {
            return Optional.empty();
        }
        String content = text(message, "content", text(message, "refusal", ""));
        JsonObject usage = body.getValue("usage") instanceof JsonObject told ? told : new JsonObject();
        return Optional.of(new ChatAnswer(
                content,
                text(body, "model", askedModel),
                count(usage, "prompt_tokens"),
                count(usage, "completion_tokens"),
                text(choice, "finish_reason", "stop")));
    }

    private static String text(JsonObject json, String name, String otherwise) {
        return json.getValue(name) instanceof String text ? text : otherwise;
    }

    private static long count(JsonObject usage, String name) {
        return usage.getValue(name) instanceof Number count ? Math.max(0, count.longValue()) : 0;
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("message", new JsonObject().put("role", "assistant").put("content", content))
                .put("model", model)
                .put("usage", new JsonObject().put("input_tokens", inputTokens).put("output_tokens", outputTokens))
                .put("finish_reason", finishReason);
    }

    /** Without the content. */
    @Override
    public String toString() {
        return "ChatAnswer[" + model + ", " + outputTokens + " tokens, " + finishReason + "]";
    }
}
