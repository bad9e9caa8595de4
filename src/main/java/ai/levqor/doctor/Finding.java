package ai.levqor.doctor;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * What a check found.
 *
 * @param check what was looked at, such as {@code disk}
 * @param what it is like
 * @param cure what to do; empty where nothing is wrong
 */
public record Finding(State state, String check, String what, String cure) {
    /** How bad it is. */
    public enum State {
        /** Nothing is wrong. */
        OK,
        /** It works, but not as it should or not for long. */
        WARNING,
        /** The server will not start, or part of it will not work. */
        ERROR
    }

    static Finding ok(String check, String what) {
        return new Finding(State.OK, check, what, "");
    }

    static Finding warning(String check, String what, String cure) {
        return new Finding(State.WARNING, check, what, cure);
    }

    static Finding error(String check, String what, String cure) {
        return new Finding(State.ERROR, check, what, cure);
    }

    /** What a start of the server would end with; the sentence's end is the printer's. */
    static Finding refused(String check, Exception refusal, String cure) {
        return error(check, String.valueOf(refusal.getMessage()).replaceFirst("\\.$", ""), cure);
    }

    /** The finding as {@code --json} prints it. */
    public JsonObject json() {
        return new JsonObject()
                .put("check", check)
                .put("state", state.name().toLowerCase(Locale.ROOT))
                .put("what", what)
                .put("cure", cure.isEmpty() ? null : cure);
    }
}
