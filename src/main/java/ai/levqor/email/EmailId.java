package ai.levqor.email;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Request;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A mail that {@code caller} names. */
record EmailId(UUID id, Caller caller) {
    static final String FIELD = "email_id";
    private static final String EVERYBODYS = "email:admin";
    private static final int UUID_LENGTH = 36;

    static EmailId of(Request request) {
        String text = request.text(FIELD);
        try {
            // fromString also reads shortened forms, which are no ids that we gave.
            if (text.length() == UUID_LENGTH) {
                return new EmailId(UUID.fromString(text), request.caller());
            }
        } catch (IllegalArgumentException notAnId) {
            throw Failure.notFound(FIELD, text);
        }
        throw Failure.notFound(FIELD, text);
    }

    /** Whose mails {@code caller} may see: its own, or everybody's, which is null. */
    static @Nullable String owner(Caller caller) {
        return caller.may(EVERYBODYS) ? null : caller.id();
    }

    Failure notFound() {
        return Failure.notFound(FIELD, id.toString());
    }
}
