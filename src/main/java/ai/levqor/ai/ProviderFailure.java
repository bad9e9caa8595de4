package ai.levqor.ai;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt gave no answer, in one form for all providers.
 *
 * @param reason a word for programs: the provider's own code, or ours where it gave none
 * @param words the provider's message, for the caller
 * @param status the HTTP status of the answer; 0 without one
 * @param retryable whether the same request can succeed later
 * @param retryAfter how long the provider asked to wait
 */
record ProviderFailure(
        String reason,
        String words,
        int status,
        boolean retryable,
        @Nullable Duration retryAfter) {
    /** The failure that the caller gets. */
    Failure failure() {
        var failure = new Failure(retryable ? Code.PROVIDER_FAILED : Code.PROVIDER_REFUSED, words)
                .with("provider_code", reason)
                .with("retryable", retryable);
        if (status > 0) {
            failure = failure.with("provider_status", status);
        }
        return retryAfter == null ? failure : failure.with("retry_after", Math.ceilDiv(retryAfter.toMillis(), 1000));
    }
}
