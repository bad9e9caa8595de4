package ai.levqor.validate;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the server answered.
 *
 * @param status the HTTP status
 * @param type the content type without its parameters
 * @param body the text; that of a stream of events, which does not end, is empty
 * @param ms from the request to here
 */
record Answer(int status, String type, String body, long ms) {
    static final String EVENTS = "text/event-stream";

    /** The body; null where it is no JSON object. */
    @Nullable
    JsonObject json() {
        try {
            return new JsonObject(body);
        } catch (DecodeException notJson) {
            return null;
        }
    }

    /** The failure's code, such as {@code not_found}, whichever of the error forms the body has; empty without one. */
    String code() {
        JsonObject json = json();
        if (json == null) {
            return "";
        }
        if (json.getValue("error") instanceof JsonObject error) {
            String code = error.getString("code", "");
            return code.equals("VALIDATION_ERROR") ? "invalid_request" : code.toLowerCase(Locale.ROOT);
        }
        return json.getValue("error") instanceof String code ? code : "";
    }

    /** What the failure says, for people. */
    String details() {
        JsonObject json = json();
        Object details = json == null ? null : json.getValue("details");
        return details instanceof JsonArray array ? array.encode() : body.length() > 200 ? body.substring(0, 200) : body;
    }
}
