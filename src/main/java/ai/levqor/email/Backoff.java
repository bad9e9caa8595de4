package ai.levqor.email;

import ai.levqor.config.MailSettings;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a mail is tried again: after a wait that doubles each time, up to a tenth shorter or longer, so that mails that
 * failed together do not come together again.
 */
final class Backoff {
    /** What a provider may ask for; a longer wait is cut to this. */
    static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

    private static final double JITTER = 0.1;
    private static final int MAX_DOUBLINGS = 30;

    private final MailSettings settings;
    private final DoubleSupplier random;

    /** Jitter comes from {@code random}: numbers from 0 up to 1. */
    Backoff(MailSettings settings, DoubleSupplier random) {
        this.settings = settings;
        this.random = random;
    }

    /** Milliseconds to wait after attempt number {@code attempt}, or nothing when it was the last. */
    OptionalLong after(int attempt, @Nullable Duration retryAfter) {
        if (attempt >= settings.maxAttempts()) {
            return OptionalLong.empty();
        }
        long doubled = settings.backoffBase().toMillis() << Math.min(attempt - 1, MAX_DOUBLINGS);
        long wait = Math.min(doubled, settings.backoffMax().toMillis());
        long jittered = Math.round(wait * (1 - JITTER + 2 * JITTER * random.getAsDouble()));
        if (retryAfter == null) {
            return OptionalLong.of(jittered);
        }
        Duration asked = retryAfter.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : retryAfter;
        return OptionalLong.of(Math.max(jittered, asked.toMillis()));
    }
}
