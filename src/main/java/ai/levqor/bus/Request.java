package ai.levqor.bus;

import io.vertx.core.json.JsonObject;

/** One call of an operation: its validated input, and who calls. */
public record Request(JsonObject input, Caller caller) {
    /** A text that the schema requires. */
    public String text(String name) {
        String text = input.getString(name);
        if (text == null) {
            throw Failure.invalid(name, "is missing");
        }
        return text;
    }
}
