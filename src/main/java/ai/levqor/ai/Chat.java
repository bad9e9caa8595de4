package ai.levqor.ai;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Request;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks.
 *
 * @param model null is the one of the settings
 * @param json whether the answer is to be a JSON object
 */
record Chat(
        JsonArray messages,
        @Nullable String model,
        @Nullable Integer maxTokens,
        @Nullable Number temperature,
        boolean json) {
    /** Characters that all messages may have together. */
    static final int MAX_CONTENT = 400_000;

    static Chat of(Request request) {
        JsonObject input = request.input();
        JsonArray messages = input.getJsonArray("messages");
        long content = messages.stream()
                .mapToLong(
                        message -> ((JsonObject) message).getString("content").length())
                .sum();
        if (content > MAX_CONTENT) {
            throw Failure.invalid("messages", "must have at most " + MAX_CONTENT + " characters together");
        }
        return new Chat(
                messages,
                input.getString("model"),
                input.getInteger("max_tokens"),
                input.getNumber("temperature"),
                "json".equals(input.getString("response_format")));
    }

    /** The body of the request to the provider, whose newer models call the bound {@code max_completion_tokens}. */
    JsonObject body(String defaultModel, boolean newer) {
        var body = new JsonObject()
                .put("model", model == null ? defaultModel : model)
                .put("messages", messages);
        if (maxTokens != null) {
            body.put(newer ? "max_completion_tokens" : "max_tokens", maxTokens);
        }
        if (temperature != null) {
            body.put("temperature", temperature);
        }
        if (json) {
            body.put("response_format", new JsonObject().put("type", "json_object"));
        }
        return body;
    }

    /** Without what is asked. */
    @Override
    public String toString() {
        return "Chat[" + messages.size() + " messages]";
    }
}
