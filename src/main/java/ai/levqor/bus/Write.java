package ai.levqor.bus;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation that writes, as the audit trail keeps it: never the input or the answer itself.
 *
 * @param operation the operation's name
 * @param caller who called, from where, and under which request
 * @param subject the id of the thing acted on, or empty where there is none
 * @param outcome {@code ok} or the code of the failure
 * @param refused whether the call was turned away before it could change anything
 */
public record Write(String operation, Caller caller, String subject, String outcome, boolean refused) {
    private static final String OK = "ok";

    /** The operation ran and answered {@code reply}, or failed. */
    static Write ran(
            Operation operation,
            Caller caller,
            @Nullable JsonObject input,
            @Nullable JsonObject reply,
            @Nullable Failure failure) {
        return new Write(
                operation.name(),
                caller,
                Subject.of(operation, input, reply),
                failure == null ? OK : failure.code().wire(),
                false);
    }

    /** The operation did what it was asked to do with {@code subject}. */
    public static Write done(Operation operation, Caller caller, String subject) {
        return new Write(operation.name(), caller, subject, OK, false);
    }

    /** The call was turned away; {@code input} is what is known of it. */
    public static Write refused(Operation operation, Caller caller, @Nullable JsonObject input, Failure failure) {
        return new Write(
                operation.name(),
                caller,
                Subject.of(operation, input, null),
                failure.code().wire(),
                true);
    }

    /** Whether a stranger was turned away: those are counted and not stored, or anybody could fill the disk. */
    public boolean strangerRefused() {
        return refused && caller.id().equals(Caller.ANONYMOUS.id());
    }

    JsonObject json() {
        return new JsonObject()
                .put("operation", operation)
                .put("subject", subject)
                .put("outcome", outcome)
                .put("refused", refused);
    }

    static Write of(JsonObject json, Caller caller) {
        return new Write(
                json.getString("operation"),
                caller,
                json.getString("subject"),
                json.getString("outcome"),
                json.getBoolean("refused"));
    }
}
