package ai.levqor.jobs;

import java.time.InstantSource;
import java.util.TreeMap;

/**
 * When the claims and inserts under way began: what they start may be stored already, while this node does not know of it
 * yet. Belongs to the verticle's context.
 */
final class PendingStarts {
    private final InstantSource clock;

    /** Times with their number. */
    private final TreeMap<Long, Integer> pending = new TreeMap<>();

    PendingStarts(InstantSource clock) {
        this.clock = clock;
    }

    /** A claim or an insert begins that may take jobs for this node with {@code at} as their start. */
    void began(long at) {
        pending.merge(at, 1, Integer::sum);
    }

    /** It has been answered. */
    void answered(long at) {
        pending.computeIfPresent(at, (same, count) -> count == 1 ? null : count - 1);
    }

    /** What started before this was claimed with an answer, or the answer was lost. */
    long oldest() {
        return pending.isEmpty() ? clock.millis() : pending.firstKey();
    }
}
