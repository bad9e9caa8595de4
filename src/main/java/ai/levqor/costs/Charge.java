package ai.levqor.costs;

import java.util.UUID;

/**
 * A call that is about to be made.
 *
 * @param step which of its job's; empty for a job that a worker does whole
 * @param attempt the job's, that makes it
 * @param estimate what to reserve, micros
 * @param at when it begins, epoch milliseconds; its cost counts in the periods that this lies in
 */
public record Charge(UUID job, String step, int attempt, String function, long estimate, long at) {
    CallKey key() {
        return new CallKey(job, step, attempt);
    }
}
