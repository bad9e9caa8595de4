package ai.levqor.email;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt at a mail went.
 *
 * @param error why it failed, in the server's words where it had any
 * @param providerId what the provider calls the mail
 * @param retryAfter how long the provider asked to wait
 */
record Outcome(
        Kind kind,
        @Nullable String error,
        @Nullable String providerId,
        @Nullable Duration retryAfter) {
    private static final int MAX_ERROR = 1_000;

    /** What follows. */
    enum Kind {
        /** The next server has it. */
        SENT,
        /** There is nothing to send with, or nobody to send to; it stays here. */
        KEPT,
        /** Another attempt may succeed. */
        RETRY,
        /** No attempt will ever succeed. */
        FAILED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Outcome sent(@Nullable String providerId) {
        return new Outcome(Kind.SENT, null, providerId, null);
    }

    static Outcome kept() {
        return new Outcome(Kind.KEPT, null, null, null);
    }

    static Outcome retry(String error, @Nullable Duration retryAfter) {
        return new Outcome(Kind.RETRY, plain(error), null, retryAfter);
    }

    static Outcome failed(String error) {
        return new Outcome(Kind.FAILED, plain(error), null, null);
    }

    /** One line that can be stored: the words are those of another server. */
    private static String plain(String words) {
        String line = words.replaceAll("[\\p{Cntrl}\\u0080-\\u009f]+", " ").strip();
        return line.length() <= MAX_ERROR ? line : line.substring(0, MAX_ERROR - 1) + "…";
    }
}
