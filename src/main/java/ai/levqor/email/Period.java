package ai.levqor.email;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What mails are counted by: calendar months and minutes, in UTC. */
enum Period {
    MONTH,
    MINUTE;

    /** As it is stored and shown. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** When the period that {@code now} lies in began, epoch milliseconds. */
    long start(Instant now) {
        return begin(now).toInstant().toEpochMilli();
    }

    /** When the next one begins, epoch milliseconds. */
    long end(Instant now) {
        var unit = this == MONTH ? ChronoUnit.MONTHS : ChronoUnit.MINUTES;
        return begin(now).plus(1, unit).toInstant().toEpochMilli();
    }

    private ZonedDateTime begin(Instant now) {
        var time = now.atZone(ZoneOffset.UTC);
        return this == MONTH
                ? time.toLocalDate().withDayOfMonth(1).atStartOfDay(ZoneOffset.UTC)
                : time.truncatedTo(ChronoUnit.MINUTES);
    }
}
