package ai.levqor.connectors;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads the header Retry-After (RFC 9110, 10.2.3). */
final class RetryAfter {
    private RetryAfter() {}

    /** How long to wait, from 0 to a day; null when the header is missing or says nothing. */
    static @Nullable Duration of(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        try {
            double seconds = Double.parseDouble(header.strip());
            return Double.isFinite(seconds) ? bounded(Duration.ofMillis((long) (seconds * 1000))) : null;
        } catch (NumberFormatException noNumber) {
            try {
                Instant until = ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                return bounded(Duration.between(now, until));
            } catch (DateTimeParseException noTime) {
                return null;
            }
        }
    }

    private static Duration bounded(Duration wait) {
        Duration day = Duration.ofDays(1);
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(day) > 0 ? day : wait;
    }
}
