package ai.levqor.costs;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How long a budget lasts until it begins anew; days and months are those of UTC. */
public enum Period {
    /** From midnight to midnight. */
    DAY,
    /** From the first of a month to the next. */
    MONTH;

    /** The beginning of the period that {@code at} lies in, epoch milliseconds. */
    public long start(long at) {
        return startOf(at).toInstant().toEpochMilli();
    }

    /** The beginning of the period after it. */
    public long end(long at) {
        OffsetDateTime start = startOf(at);
        return (this == DAY ? start.plusDays(1) : start.plusMonths(1))
                .toInstant()
                .toEpochMilli();
    }

    private OffsetDateTime startOf(long at) {
        OffsetDateTime day = Instant.ofEpochMilli(at).atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
        return this == DAY ? day : day.withDayOfMonth(1);
    }

    /** As it is stored and sent: {@code day}, {@code month}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The period that {@code wire} names. */
    public static Period of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
