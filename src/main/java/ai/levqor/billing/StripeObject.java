package ai.levqor.billing;

import io.vertx.core.json.JsonObject;

/** Members of Stripe's objects that may be absent or null. */
final class StripeObject {
    private StripeObject() {}

    /** The object of this name, or an empty one. */
    static JsonObject part(JsonObject object, String name) {
        return object.getValue(name) instanceof JsonObject part ? part : new JsonObject();
    }

    /** The text of this name, or an empty one. */
    static String text(JsonObject object, String name) {
        return object.getValue(name) instanceof String text ? text : "";
    }
}
