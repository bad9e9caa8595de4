package ai.levqor.jobs;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that are not stored yet and belong together.
 *
 * @param jobs at least one, all of one owner
 * @param idempotencyKey of the whole batch; null without one
 * @param fingerprint of what was asked, to tell a repetition from another request; null without a key
 */
record NewBatch(
        UUID id,
        List<NewJob> jobs,
        @Nullable String idempotencyKey,
        @Nullable String fingerprint) {
    String owner() {
        return jobs.getFirst().owner();
    }

    long createdAt() {
        return jobs.getFirst().createdAt();
    }
}
