package ai.levqor.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The meters of names that clients choose, such as workflows. The first names have meters of their own; all others share
 * those of {@link #OTHER}, so that nobody can fill memory and monitoring with names.
 *
 * @param <M> the meters of one name
 */
public final class Labels<M> {
    /** The label of all names beyond the bound. */
    public static final String OTHER = "_other";

    /** The label of all names together. */
    public static final String ALL = "_all";

    private final int bound;
    private final Function<String, M> maker;
    private final Map<String, M> meters = new ConcurrentHashMap<>();
    private final M other;

    /** At most {@code bound} names with meters of their own. */
    public Labels(int bound, Function<String, M> maker) {
        this.bound = bound;
        this.maker = maker;
        this.other = maker.apply(OTHER);
    }

    /** Whether {@code name}, that a client chose, would be taken for one of the labels above. */
    public static boolean taken(String name) {
        return name.equals(OTHER) || name.equals(ALL);
    }

    /** The meters of {@code name}. */
    public M of(String name) {
        if (taken(name)) {
            return other;
        }
        M known = meters.get(name);
        if (known != null) {
            return known;
        }
        return meters.size() < bound ? meters.computeIfAbsent(name, maker) : other;
    }
}
