package ai.levqor.connectors;

import ai.levqor.expressions.Expression;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that a connector does.
 *
 * @param check refuses parameters that do not fit the action's schema
 * @param checkResult refuses a result that is not what the manifest promises
 * @param output makes the result of the last answer
 * @param idempotent whether doing it twice is like doing it once, for parameters
 * @param idempotencyHeader the header in which the provider takes an idempotency key; empty for none
 * @param rate of one credential for this action alone
 * @param cost of one call in US dollars
 * @param source as the manifest has it
 */
record Action(
        String name,
        Consumer<JsonObject> check,
        Consumer<JsonObject> checkResult,
        List<Step> steps,
        Expression output,
        Expression idempotent,
        String idempotencyHeader,
        @Nullable Paging paging,
        @Nullable RateRule rate,
        double cost,
        JsonObject source) {
    Action {
        steps = List.copyOf(steps);
    }

    /**
     * How the next page is asked for.
     *
     * @param parameter of the action that takes the cursor
     * @param next the cursor, of a result; null or empty after the last page
     * @param items the member of the result whose entries pages add to
     */
    record Paging(String parameter, Expression next, String items) {}

    JsonObject json() {
        JsonObject idempotency = source.getJsonObject("idempotency", new JsonObject());
        return new JsonObject()
                .put("name", name)
                .put("summary", source.getString("summary"))
                .put("params", source.getJsonObject("params"))
                .put("result", source.getJsonObject("result"))
                .put("repeatable", idempotency.getValue("repeatable", false).toString())
                .put("takes_idempotency_key", !idempotencyHeader.isEmpty())
                .put("paged", paging != null)
                .put("cost", cost);
    }
}
