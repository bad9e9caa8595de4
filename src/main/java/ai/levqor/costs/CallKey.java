package ai.levqor.costs;

import java.util.Comparator;
import java.util.UUID;

/** Which call: the same one is reserved once and settled once. */
record CallKey(UUID job, String step, int attempt) implements Comparable<CallKey> {
    private static final Comparator<CallKey> ORDER =
            Comparator.comparing(CallKey::job).thenComparing(CallKey::step).thenComparingInt(CallKey::attempt);

    @Override
    public int compareTo(CallKey other) {
        return ORDER.compare(this, other);
    }
}
