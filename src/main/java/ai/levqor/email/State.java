package ai.levqor.email;

import java.util.Locale;

/** Where a mail stands. */
enum State {
    QUEUED,
    /** An attempt is under way. */
    SENDING,
    SENT,
    FAILED,
    CANCELLED,
    /** Kept to be looked at: there was nothing to send it with. */
    OUTBOX;

    /** As it is stored and shown. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
