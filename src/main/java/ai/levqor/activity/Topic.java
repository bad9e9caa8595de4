package ai.levqor.activity;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a stream is about: one job, or all jobs that fit the filters. */
record Topic(
        @Nullable UUID job,
        @Nullable String workflow,
        @Nullable String state,
        @Nullable String owner) {
    static Topic of(UUID job) {
        return new Topic(job, null, null, null);
    }
}
