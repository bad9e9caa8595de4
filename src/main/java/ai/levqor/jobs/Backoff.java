package ai.levqor.jobs;

import java.util.function.DoubleSupplier;

/**
 * When a failed attempt is followed by the next: the base doubled each time up to a maximum, with half of it random, so
 * that jobs which failed together do not come back together.
 */
record Backoff(long baseMs, long maxMs, DoubleSupplier random) {
    /** Milliseconds to wait after {@code attempt} failed. */
    long after(int attempt) {
        double full = Math.min((double) maxMs, baseMs * Math.pow(2, Math.min(attempt - 1, 40)));
        return Math.round(full / 2 + full / 2 * random.getAsDouble());
    }
}
