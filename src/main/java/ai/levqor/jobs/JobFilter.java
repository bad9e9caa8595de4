package ai.levqor.jobs;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Request;
import ai.levqor.sql.Uuid7;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a list shows.
 *
 * @param owner whose alone; null is everybody's
 */
record JobFilter(
        @Nullable State state,
        @Nullable String workflow,
        @Nullable UUID batch,
        @Nullable String owner,
        Page page) {
    private static final UUID NEWEST = Uuid7.floor((1L << 48) - 1);

    static JobFilter of(Request request) {
        String state = request.input().getString("state");
        String batch = request.input().getString("batch_id");
        return new JobFilter(
                state == null ? null : State.of(state),
                request.input().getString("workflow"),
                batch == null ? null : uuid("batch_id", batch),
                request.caller().confinedTo(),
                Page.of(request));
    }

    UUID before() {
        if (page.after().isEmpty()) {
            return NEWEST;
        }
        try {
            return UUID.fromString(page.after());
        } catch (IllegalArgumentException e) {
            throw Page.invalidCursor();
        }
    }

    /** An id from outside; one that is none names nothing. */
    static UUID uuid(String name, String text) {
        // fromString also reads shortened forms, which are no ids that we gave.
        if (text.length() == 36) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw Failure.notFound(name, text);
            }
        }
        throw Failure.notFound(name, text);
    }
}
