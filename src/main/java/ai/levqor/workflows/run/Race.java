package ai.levqor.workflows.run;

import org.jspecify.annotations.Nullable;

/** The branches of one fork: once it is decided, those that still run stop at their next task, with all inside them. */
final class Race {
    private final @Nullable Race around;
    private volatile boolean decided;

    Race(@Nullable Race around) {
        this.around = around;
    }

    void decide() {
        decided = true;
    }

    /** Whether this one or one around it is decided. */
    boolean over() {
        for (Race race = this; race != null; race = race.around) {
            if (race.decided) {
                return true;
            }
        }
        return false;
    }
}
