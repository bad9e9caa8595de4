package ai.levqor.jobs;

import java.util.Locale;

/** How urgent a job is; a higher one starts first whenever both could. */
enum Priority {
    LOW(0),
    NORMAL(1),
    HIGH(2);

    private final int stored;

    Priority(int stored) {
        this.stored = stored;
    }

    /** As the tables have it: the more urgent, the greater. */
    int stored() {
        return stored;
    }

    /** As the API writes it. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Priority of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    static Priority of(int stored) {
        return switch (stored) {
            case 0 -> LOW;
            case 1 -> NORMAL;
            default -> HIGH;
        };
    }
}
