package ai.levqor.limits;

import java.time.Duration;

/**
 * Requests a minute of somebody.
 *
 * @param name what is limited, for the {@code RateLimit-Policy} header: {@code ip}, {@code key} or {@code global}
 * @param id whose bucket it is; two limits with one id share a bucket
 * @param perMinute at least 1
 */
public record Limit(String name, String id, int perMinute) {
    /** The window that is counted in: it begins with the first request, and the next where it ends. */
    public static final Duration WINDOW = Duration.ofMinutes(1);

    /** A limit of {@code name}'s {@code subject}; a limit that was changed has a new bucket. */
    public static Limit of(String name, String subject, int perMinute) {
        return new Limit(name, name + ':' + perMinute + ':' + subject, perMinute);
    }
}
