package ai.levqor.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Which rows a list shows, newest first; null is no filter.
 *
 * @param before only rows with a smaller number
 * @param from only calls since then, in epoch milliseconds
 * @param to only calls before then, in epoch milliseconds
 */
public record RowFilter(
        long before,
        @Nullable String caller,
        @Nullable String operation,
        @Nullable String outcome,
        @Nullable String subject,
        @Nullable Long from,
        @Nullable Long to,
        int limit) {
    /** A filter by everything but what was acted on. */
    public RowFilter(
            long before,
            @Nullable String caller,
            @Nullable String operation,
            @Nullable String outcome,
            @Nullable Long from,
            @Nullable Long to,
            int limit) {
        this(before, caller, operation, outcome, null, from, to, limit);
    }

    boolean takes(ChainedEntry row) {
        Entry entry = row.entry();
        return row.seq() < before
                && (caller == null || caller.equals(entry.caller()))
                && (operation == null || operation.equals(entry.operation()))
                && (outcome == null || outcome.equals(entry.outcome()))
                && (subject == null || subject.equals(entry.subject()))
                && (from == null || entry.at() >= from)
                && (to == null || entry.at() < to);
    }
}
