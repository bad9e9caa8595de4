package ai.levqor.bus;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Which part of a list is asked for. The cursor is opaque to clients: the key of the last item they got.
 *
 * @param after empty for the first page
 */
public record Page(String after, int limit) {
    private static final char MALFORMED = '\uFFFD';

    /** Reads the inputs {@code limit}, which is 50 unless given, and {@code cursor}. */
    public static Page of(Request request) {
        int limit = request.input().getInteger("limit", 50);
        String cursor = request.input().getString("cursor");
        if (cursor == null) {
            return new Page("", limit);
        }
        try {
            String after = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (after.chars().anyMatch(c -> Character.isISOControl(c) || c == MALFORMED)) {
                throw invalidCursor();
            }
            return new Page(after, limit);
        } catch (IllegalArgumentException e) {
            throw invalidCursor();
        }
    }

    /** The cursor is none of ours. */
    public static Failure invalidCursor() {
        return Failure.invalid("cursor", "is not one that a list answered");
    }

    /** How many to fetch: one more than asked for tells whether there are more. */
    public int fetch() {
        return limit + 1;
    }

    /** The answer: {@code found} cut to the page, and the cursor of the next. */
    public <T> Reply reply(String name, List<T> found, Function<T, JsonObject> json, Function<T, String> key) {
        boolean more = found.size() > limit;
        List<T> page = more ? found.subList(0, limit) : found;
        String next = more
                ? Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(key.apply(page.getLast()).getBytes(StandardCharsets.UTF_8))
                : null;
        var items = new JsonArray(page.stream().map(json).toList());
        return () -> new JsonObject().put(name, items).put("has_more", more).put("next_cursor", next);
    }
}
