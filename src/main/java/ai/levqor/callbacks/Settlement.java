package ai.levqor.callbacks;

import ai.levqor.callbacks.Attempt.Verdict;
import java.util.OptionalLong;

/**
 * What an attempt means for its delivery. It counts only while the delivery still is at this attempt.
 *
 * @param retryAt when the next attempt is due, epoch milliseconds; nothing when this was the last
 */
record Settlement(Delivery delivery, Attempt attempt, OptionalLong retryAt) {
    String endpoint() {
        return Endpoint.url(delivery.url());
    }

    /** The state that the delivery is in now; {@code disabled} is whether its endpoint is. */
    String state(boolean disabled) {
        return switch (attempt.verdict()) {
            case DELIVERED -> "delivered";
            case IMPOSSIBLE -> "failed";
            case RETRY, GONE -> {
                if (disabled && (retryAt.isPresent() || attempt.verdict() == Verdict.GONE)) {
                    yield "disabled";
                }
                yield retryAt.isPresent() ? "pending" : "failed";
            }
        };
    }

    long nextAt() {
        return retryAt.orElse(attempt.at());
    }
}
