package ai.levqor.validate;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One call. <code>${name}</code> in it stands for what an earlier step kept.
 *
 * @param call the operation's name
 * @param as the key to call with; empty is the run's own
 * @param after what must have been kept before, besides what the others name; empty is nothing
 * @param input what it is called with
 * @param keep what of the answer is kept: a name and the field that has it, such as {@code user.id}
 * @param expect what the answer must have; of a list in pages, one of the pages
 * @param until what the answer must have in the end; a query is repeated until it has
 * @param gone what the answer must not have, on none of its pages
 * @param refused the failure that must be the answer; null where the call must succeed
 * @param or failures that are as good as success, because the server has not set up what the call needs; what such a step
 *     would have kept is then not there, which the steps that need it must be told by {@code not_found}
 */
record Step(
        String call,
        String as,
        String after,
        JsonObject input,
        Map<String, String> keep,
        JsonObject expect,
        JsonObject until,
        JsonObject gone,
        @Nullable Refusal refused,
        List<Refusal> or) {
    private static final JsonObject NOTHING = new JsonObject();
    private static final Pattern NAME = Pattern.compile("\\$\\{([a-z_]+)}");

    /** Reads a step as the files have it. */
    static Step of(JsonObject json) {
        JsonObject keep = json.getJsonObject("keep", NOTHING);
        return new Step(
                json.getString("call"),
                json.getString("as", ""),
                json.getString("after", ""),
                json.getJsonObject("input", NOTHING),
                keep.stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue()))),
                json.getJsonObject("expect", NOTHING),
                json.getJsonObject("until", NOTHING),
                json.getJsonObject("gone", NOTHING),
                Refusal.of(json.getValue("refused")),
                Refusal.list(json.getValue("or")));
    }

    /** A call that must succeed. */
    static Step of(String call, JsonObject input) {
        return new Step(call, "", "", input, Map.of(), NOTHING, NOTHING, NOTHING, null, List.of());
    }

    /** The step with what was kept in its places; null where something was not kept. */
    @Nullable
    Step filled(Map<String, String> kept) {
        UnaryOperator<String> fill = text -> NAME.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(kept.getOrDefault(found.group(1), found.group())));
        var filled = new Step(
                call,
                fill.apply(as),
                fill.apply(after),
                filled(input, fill),
                keep,
                filled(expect, fill),
                filled(until, fill),
                filled(gone, fill),
                refused,
                or);
        return NAME.matcher(filled.text()).find() ? null : filled;
    }

    /** The step for a thing that is not there. */
    Step missing() {
        return new Step(call, as, after, input, keep, NOTHING, NOTHING, NOTHING, Refusal.NOT_FOUND, List.of());
    }

    boolean needs(Set<String> names) {
        return NAME.matcher(text()).results().anyMatch(found -> names.contains(found.group(1)));
    }

    private String text() {
        return as + after + input.encode() + expect.encode() + until.encode() + gone.encode();
    }

    private static JsonObject filled(JsonObject object, UnaryOperator<String> fill) {
        var filled = new JsonObject();
        object.forEach(entry -> filled.put(entry.getKey(), value(entry.getValue(), fill)));
        return filled;
    }

    private static @Nullable Object value(@Nullable Object value, UnaryOperator<String> fill) {
        return switch (value) {
            case JsonObject object -> filled(object, fill);
            case JsonArray array ->
                new JsonArray(array.stream().map(item -> value(item, fill)).toList());
            case String text -> fill.apply(text);
            case null, default -> value;
        };
    }
}
