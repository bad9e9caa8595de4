package ai.levqor.validate;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether an answer has what is wanted; it may have more. A list has what one of its items has. */
final class Match {
    private Match() {}

    /** What {@code found} lacks of {@code wanted}, in words; null where it has all. */
    static @Nullable String missing(JsonObject wanted, JsonObject found) {
        return missing("", wanted, found);
    }

    private static @Nullable String missing(String at, @Nullable Object wanted, @Nullable Object found) {
        if (wanted instanceof JsonObject members && found instanceof JsonObject object) {
            for (Map.Entry<String, Object> member : members) {
                String name = at.isEmpty() ? member.getKey() : at + "." + member.getKey();
                String missing = missing(name, member.getValue(), object.getValue(member.getKey()));
                if (missing != null) {
                    return missing;
                }
            }
            return null;
        }
        if (wanted instanceof JsonArray items && found instanceof JsonArray list) {
            for (Object item : items) {
                if (list.stream().noneMatch(each -> missing(at, item, each) == null)) {
                    return at + " has no " + item;
                }
            }
            return null;
        }
        return String.valueOf(wanted).equals(String.valueOf(found)) ? null : at + " is " + found + ", not " + wanted;
    }
}
