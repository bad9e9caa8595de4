package ai.levqor.callbacks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt went.
 *
 * @param at when it began, epoch milliseconds
 * @param status the receiver's answer; null when it gave none
 * @param error why it failed, a sentence without secrets; null when the callback was delivered
 * @param verdict what follows
 * @param retryAfter how long the receiver asked to wait
 */
record Attempt(
        long at,
        @Nullable Integer status,
        long durationMs,
        @Nullable String error,
        Verdict verdict,
        @Nullable Duration retryAfter) {
    /** What follows from an attempt. */
    enum Verdict {
        DELIVERED,
        /** Failed; another attempt may succeed. */
        RETRY,
        /** The receiver wants no more callbacks (status 410). */
        GONE,
        /** The URL or a header can never be sent. */
        IMPOSSIBLE
    }

    static Attempt answered(long at, int status, long durationMs, @Nullable Duration retryAfter) {
        if (status >= 200 && status < 300) {
            return new Attempt(at, status, durationMs, null, Verdict.DELIVERED, null);
        }
        String error = "The receiver answered " + status
                + (status >= 300 && status < 400 ? ", a redirect; redirects are not followed." : ".");
        return new Attempt(at, status, durationMs, error, status == 410 ? Verdict.GONE : Verdict.RETRY, retryAfter);
    }

    static Attempt unanswered(long at, long durationMs, @Nullable String error, boolean impossible) {
        return new Attempt(
                at,
                null,
                durationMs,
                error == null ? "The receiver could not be called." : error,
                impossible ? Verdict.IMPOSSIBLE : Verdict.RETRY,
                null);
    }

    boolean delivered() {
        return verdict == Verdict.DELIVERED;
    }
}
