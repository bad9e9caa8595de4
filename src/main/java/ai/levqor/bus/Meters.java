package ai.levqor.bus;

import org.jspecify.annotations.Nullable;

/** Measures the calls of operations. */
public interface Meters {
    /** Measures nothing. */
    Meters NONE = operation -> (failure, nanos) -> {};

    /** The meter of one operation, made once. */
    Meter of(Operation operation);

    /** Hears of the calls of one operation. */
    @FunctionalInterface
    interface Meter {
        /** A call was answered after {@code nanos}; {@code failure} is null where it went well. */
        void ended(@Nullable Code failure, long nanos);
    }
}
