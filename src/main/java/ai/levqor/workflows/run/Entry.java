package ai.levqor.workflows.run;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What the journal holds of one task of one run. Times are epoch milliseconds.
 *
 * @param step which task, and which turn of the loops and retries around it
 * @param next what follows when it is done
 * @param context the new {@code $context}; null when it was left as it was
 * @param attempts of a {@code try}: which attempt is next or under way
 * @param dueAt when it goes on, for what waits
 */
public record Entry(
        String step,
        String name,
        String kind,
        State state,
        @Nullable JsonNode input,
        @Nullable JsonNode output,
        @Nullable JsonNode context,
        @Nullable String next,
        @Nullable JsonNode error,
        int attempts,
        @Nullable Long dueAt,
        long startedAt,
        @Nullable Long endedAt) {
    /** How far a task is. */
    public enum State {
        /** Has begun. */
        RUNNING,
        /** Waits for its time or for an event. */
        WAITING,
        /** Failed, and is tried again when due. */
        RETRYING,
        /** Failed, and is being dealt with. */
        CAUGHT,
        /** Failed, and the error went on to its surroundings. */
        FAILED,
        /** Its condition did not hold. */
        SKIPPED,
        /** Another branch of its fork was first, or failed. */
        CANCELLED,
        /** Has ended well. */
        DONE
    }

    /** The same, cancelled at {@code now}. */
    public Entry cancelled(long now) {
        return new Entry(
                step,
                name,
                kind,
                State.CANCELLED,
                input,
                output,
                context,
                next,
                error,
                attempts,
                dueAt,
                startedAt,
                now);
    }

    /** Whether it is under way, or waits. */
    public boolean open() {
        return state == State.RUNNING || state == State.WAITING || state == State.RETRYING || state == State.CAUGHT;
    }

    boolean done() {
        return state == State.DONE || state == State.SKIPPED;
    }
}
