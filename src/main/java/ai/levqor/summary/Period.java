package ai.levqor.summary;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;

/**
 * What a summary is about: whole days of UTC.
 *
 * @param name {@code daily} or {@code weekly}
 * @param first its first day
 * @param days how many
 */
record Period(String name, LocalDate first, int days) {
    static final String DAILY = "daily";
    static final String WEEKLY = "weekly";
    static final List<String> NAMES = List.of(DAILY, WEEKLY);

    private static final int WEEK = 7;

    /** The last one of its kind that is over: yesterday, or the week from Monday to Sunday. */
    static Period last(String name, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return name.equals(WEEKLY)
                ? new Period(
                        WEEKLY,
                        today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                                .minusDays(WEEK),
                        WEEK)
                : new Period(DAILY, today.minusDays(1), 1);
    }

    /** The seven days that end with it: what its chart shows. */
    Period week() {
        return new Period(name, last().minusDays(WEEK - 1L), WEEK);
    }

    LocalDate last() {
        return first.plusDays(days - 1L);
    }

    LocalDate day(int index) {
        return first.plusDays(index);
    }

    /** Epoch milliseconds. */
    long from() {
        return begin(0);
    }

    /** Epoch milliseconds, of the moment after its end. */
    long to() {
        return begin(days);
    }

    long begin(int day) {
        return first.plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
