package ai.levqor.limits;

/**
 * What a bucket said.
 *
 * @param admitted whether it had a request left
 * @param remaining requests left in the window
 * @param resetSeconds until the window ends, rounded up
 */
public record Usage(Limit limit, boolean admitted, long remaining, long resetSeconds) {
    private static final long SECOND = 1_000_000_000;

    /** The same when {@code later} more had yet to be admitted; below 0 it came too late to be. */
    Usage earlier(long later) {
        return new Usage(limit, later >= 0, remaining + Math.max(0, later), resetSeconds);
    }

    static Usage of(Limit limit, boolean admitted, long remaining, long resetNanos) {
        return new Usage(limit, admitted, remaining, Math.max(0, (resetNanos + SECOND - 1) / SECOND));
    }
}
