package ai.levqor.costs;

/**
 * What became of a call that was reserved.
 *
 * @param amount what it cost, micros; of a call whose end nobody knows it does not count
 * @param at epoch milliseconds
 */
record Settlement(CallKey key, End end, long amount, Usage usage, long millis, long at) {
    /** How a call ended. */
    enum End {
        /** Its cost is known. */
        SETTLED,
        /** Nobody knows whether it was made: it counts as estimated, until somebody knows better. */
        PRESUMED,
        /** It was not made. */
        RELEASED
    }
}
