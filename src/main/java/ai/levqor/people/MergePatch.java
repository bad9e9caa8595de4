package ai.levqor.people;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/** JSON Merge Patch (RFC 7396): members are added or replaced, objects merged, and null removes. */
public final class MergePatch {
    private MergePatch() {}

    /** {@code target} with {@code patch} applied; neither changes. */
    public static JsonObject apply(JsonObject target, JsonObject patch) {
        JsonObject merged = target.copy();
        for (Map.Entry<String, Object> member : patch) {
            String name = member.getKey();
            Object value = member.getValue();
            if (value == null) {
                merged.remove(name);
            } else if (value instanceof JsonObject object) {
                JsonObject old = merged.getValue(name) instanceof JsonObject present ? present : new JsonObject();
                merged.put(name, apply(old, object));
            } else {
                merged.put(name, value);
            }
        }
        return merged;
    }
}
