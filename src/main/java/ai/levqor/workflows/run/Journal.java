package ai.levqor.workflows.run;

import org.jspecify.annotations.Nullable;

/** What a run has done so far. */
public interface Journal {
    /** What is known of a task, from this or an earlier attempt. */
    @Nullable
    Entry find(String step);

    /**
     * Keeps an entry, which is durable after the next {@link #settle()} at the latest.
     *
     * @throws Superseded when the run belongs to another attempt by now
     */
    void save(Entry entry);

    /**
     * Returns when all entries are durable. Between two effects on the outside there is no need to wait for each: what
     * is lost before anybody could have seen it is computed again.
     *
     * @throws Superseded when the run belongs to another attempt by now
     */
    void settle();

    /** A task has begun; kept only where it takes long enough that somebody may want to see it. */
    default void began(Entry entry) {}

    /** What is under way or waits inside of {@code step}, itself included, is cancelled: it counts for nothing more. */
    default void cancel(String step, long now) {}

    /** Somebody else runs this job by now: whoever gets this stops and touches nothing more. */
    final class Superseded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** The run of {@code job} was taken over. */
        public Superseded(String job) {
            super("job " + job + " runs elsewhere by now");
        }
    }
}
