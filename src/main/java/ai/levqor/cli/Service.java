package ai.levqor.cli;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Who carries out operations for a command: verticles in its own process, or a server. */
interface Service {
    /** As many as a listing answers at once. */
    int PAGE = 200;

    /** Calls an operation; throws its {@link Failure}. */
    JsonObject call(Operation operation, JsonObject input);

    /** The first {@code most} entries of a listing, from as many pages as that takes; {@code field} holds them. */
    default JsonArray list(Operation operation, JsonObject filter, String field, int most) {
        var entries = new JsonArray();
        JsonObject input = filter.copy();
        JsonObject page;
        do {
            page = call(operation, input.put("limit", Math.min(PAGE, most - entries.size())));
            entries.addAll(page.getJsonArray(field));
            input.put("cursor", page.getString("next_cursor"));
        } while (page.getBoolean("has_more") && entries.size() < most);
        return entries;
    }

    /** All entries of a listing. */
    default JsonArray list(Operation operation, String field) {
        return list(operation, new JsonObject(), field, Integer.MAX_VALUE);
    }
}
