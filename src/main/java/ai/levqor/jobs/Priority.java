package ai.levqor.jobs;

import java.util.Locale;

/** How urgent a job is; a higher one starts first whenever both could. */
enum Priority {
    LOW,
    NORMAL,
    HIGH;

    /** As the API writes it. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Priority of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    static Priority of(int stored) {
        return values()[stored];
    }
}
