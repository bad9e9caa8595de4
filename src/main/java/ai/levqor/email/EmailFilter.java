package ai.levqor.email;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Page;
import ai.levqor.bus.Request;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which mails to list.
 *
 * @param status null is any
 */
record EmailFilter(Caller caller, @Nullable String status, Page page) {
    private static final UUID LAST = new UUID(-1, -1);

    static EmailFilter of(Request request) {
        return new EmailFilter(request.caller(), request.input().getString("status"), Page.of(request));
    }

    /** The list goes on below this id. */
    UUID before() {
        if (page.after().isEmpty()) {
            return LAST;
        }
        try {
            return UUID.fromString(page.after());
        } catch (IllegalArgumentException e) {
            throw Page.invalidCursor();
        }
    }
}
