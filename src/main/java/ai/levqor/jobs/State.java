package ai.levqor.jobs;

import java.util.Locale;

/** Where a job stands; the first two live in {@code jobs}, the others in {@code finished_jobs}. */
enum State {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** As the API and the tables write it. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean ended() {
        return compareTo(RUNNING) > 0;
    }

    static State of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
