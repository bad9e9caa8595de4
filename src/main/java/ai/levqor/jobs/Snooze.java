package ai.levqor.jobs;

import io.vertx.core.MultiMap;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A worker's answer that the job has nothing to do for now; the headers are {@code ai.levqor.workers.Snooze}'s.
 *
 * @param until when it goes on, epoch milliseconds
 * @param signals how many signals the worker has seen, -1 when it does not care
 */
record Snooze(long until, int signals, String reason) {
    private static final long LONGEST_MS = Duration.ofDays(3_660).toMillis();
    private static final int MAX_REASON = 500;

    static @Nullable Snooze of(MultiMap headers, long now) {
        String in = headers.get("resume_in");
        String at = headers.get("resume_at");
        if (at == null && in == null) {
            return null;
        }
        long until = in == null ? number(at, now) : now + Math.clamp(number(in, 0), 0, LONGEST_MS);
        String reason = headers.get("reason");
        String text = reason == null || reason.isEmpty() ? "Its worker asked to go on later." : reason;
        return new Snooze(
                Math.min(until, now + LONGEST_MS),
                (int) number(headers.get("signals"), -1),
                text.substring(0, Math.min(MAX_REASON, text.length())));
    }

    /** A worker of another make may send anything; it is then called again at once. */
    private static long number(@Nullable String text, long otherwise) {
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException none) {
            return otherwise;
        }
    }
}
