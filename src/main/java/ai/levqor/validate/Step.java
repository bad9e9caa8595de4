package ai.levqor.validate;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One call.
 *
 * @param call the operation's name
 * @param input what it is called with; <code>${name}</code> stands for what an earlier step kept
 * @param keep what of the answer is kept: a name and the field that has it
 * @param until fields and values that the answer must have in the end; a query is repeated until it has
 * @param refused the code of the failure that must be the answer; empty where the call must succeed
 * @param or the code of a failure that is as good as success, empty where none is
 * @param madeUp whether the input is an example's, so that what it names need not exist
 */
record Step(String call, JsonObject input, Map<String, String> keep, JsonObject until, String refused, String or, boolean madeUp) {
    private static final Pattern NAME = Pattern.compile("\\$\\{([a-z_]+)}");

    /** Reads a step as the files have it. */
    static Step of(JsonObject json) {
        JsonObject keep = json.getJsonObject("keep", new JsonObject());
        return new Step(
                json.getString("call"),
                json.getJsonObject("input", new JsonObject()),
                keep.stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> String.valueOf(entry.getValue()))),
                json.getJsonObject("until", new JsonObject()),
                json.getString("refused", ""),
                json.getString("or", ""),
                false);
    }

    /** The input with what was kept in its places; null where something was not kept. */
    @Nullable
    JsonObject input(Map<String, String> kept) {
        return fill(input, kept) instanceof JsonObject filled && !NAME.matcher(filled.encode()).find() ? filled : null;
    }

    private static @Nullable Object fill(@Nullable Object value, Map<String, String> kept) {
        return switch (value) {
            case JsonObject object -> {
                var filled = new JsonObject();
                object.forEach(entry -> filled.put(entry.getKey(), fill(entry.getValue(), kept)));
                yield filled;
            }
            case JsonArray array -> {
                var filled = new JsonArray();
                array.forEach(item -> filled.add(fill(item, kept)));
                yield filled;
            }
            case String text ->
                NAME.matcher(text)
                        .replaceAll(found -> Matcher.quoteReplacement(
                                kept.getOrDefault(found.group(1), found.group())));
            case null, default -> value;
        };
    }
}
