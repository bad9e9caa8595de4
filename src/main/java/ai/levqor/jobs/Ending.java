package ai.levqor.jobs;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended. It counts only while the job still is at this attempt: a worker that was given up, or whose
 * node was taken for dead, cannot overwrite what happened since.
 *
 * @param state succeeded, failed, cancelled; or queued for another attempt
 * @param at when it ended, epoch milliseconds
 * @param retryAt when another attempt is due; {@code at} where there is none
 * @param result JSON text
 * @param snooze why and how the job waits, when its worker asked for it
 * @param forced whether it ends the job also when no attempt is running: cancelled or completed by hand
 */
record Ending(
        UUID id,
        int attempt,
        State state,
        long at,
        long retryAt,
        @Nullable String result,
        @Nullable JsonObject error,
        boolean forced,
        String workflow,
        long createdAt,
        @Nullable Long startedAt,
        @Nullable String callbackUrl,
        @Nullable String trace,
        @Nullable Snooze snooze) {
    /** The error code of an attempt whose node died. */
    static final String LOST = "lost";

    /** The attempt ended the job. */
    static Ending of(Claimed job, State state, long at, @Nullable String result, @Nullable JsonObject error) {
        return of(job, state, at, at, result, error);
    }

    /** The attempt failed and another one follows. */
    static Ending again(Claimed job, long at, long retryAt, JsonObject error) {
        return of(job, State.QUEUED, at, retryAt, null, error);
    }

    /** The node that ran the attempt is gone: another one follows at once, if there may be one. */
    static Ending lost(Claimed job, long at) {
        JsonObject error = Outcome.error(LOST, "the node that ran it is gone");
        return job.attempt() < job.maxAttempts() ? again(job, at, at, error) : of(job, State.FAILED, at, null, error);
    }

    /** The attempt has nothing to do for now; it does not count. */
    static Ending later(Claimed job, long at, Snooze snooze) {
        return of(job, State.QUEUED, at, snooze.until(), null, null, snooze);
    }

    private static Ending of(
            Claimed job, State state, long at, long retryAt, @Nullable String result, @Nullable JsonObject error) {
        return of(job, state, at, retryAt, result, error, null);
    }

    private static Ending of(
            Claimed job,
            State state,
            long at,
            long retryAt,
            @Nullable String result,
            @Nullable JsonObject error,
            @Nullable Snooze snooze) {
        return new Ending(
                job.id(),
                job.attempt(),
                state,
                at,
                retryAt,
                result,
                error,
                false,
                job.lane().workflow(),
                job.createdAt(),
                job.startedAt(),
                job.callbackUrl(),
                job.trace(),
                snooze);
    }

    /** What is left to say when the database refuses the result itself. */
    Ending unstorable() {
        JsonObject error = Outcome.error("result_not_stored", "the database refused the result; the log says why");
        return new Ending(
                id,
                attempt,
                State.FAILED,
                at,
                at,
                null,
                error,
                forced,
                workflow,
                createdAt,
                startedAt,
                callbackUrl,
                trace,
                null);
    }

    /** Ends a job from outside, at whatever attempt it is. */
    static Ending forced(Job job, State state, long at, @Nullable String result, @Nullable JsonObject error) {
        return new Ending(
                job.id(),
                job.attempt(),
                state,
                at,
                at,
                result,
                error,
                true,
                job.workflow(),
                job.createdAt(),
                job.startedAt(),
                job.callbackUrl(),
                null,
                null);
    }

    /** The callback's body: what a receiver needs to act without asking back. */
    JsonObject callback() {
        return new JsonObject()
                .put("type", "job." + state.wire())
                .put("timestamp", Instant.ofEpochMilli(at).toString())
                .put(
                        "data",
                        new JsonObject()
                                .put("job_id", id.toString())
                                .put("workflow", workflow)
                                .put("status", state.wire())
                                .put("attempt", attempt)
                                .put("created_at", createdAt / 1000)
                                .put("finished_at", at / 1000)
                                .put("result", result == null ? null : new JsonObject(result))
                                .put("error", error));
    }
}
