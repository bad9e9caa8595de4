package ai.levqor.analytics;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Request;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;

/** Whole days in a time zone, the last of which is today; one may have 23 or 25 hours. */
record Days(LocalDate first, int count, ZoneId zone) {
    /** Reads the inputs {@code days}, 30 unless given, and {@code time_zone}, UTC unless given. */
    static Days of(Request request, Instant now) {
        String name = request.input().getString("time_zone", "UTC");
        int count = request.input().getInteger("days", 30);
        try {
            ZoneId zone = ZoneId.of(name);
            return new Days(LocalDate.ofInstant(now, zone).minusDays(count - 1L), count, zone);
        } catch (DateTimeException e) {
            throw Failure.invalid("time_zone", "must be an IANA time zone such as Europe/Berlin");
        }
    }

    LocalDate day(int index) {
        return first.plusDays(index);
    }

    LocalDate last() {
        return day(count - 1);
    }

    /** The beginnings of the days, in order, and the end of the last, in epoch milliseconds. */
    List<Long> bounds() {
        return IntStream.rangeClosed(0, count).mapToObj(this::begin).toList();
    }

    long begin() {
        return begin(0);
    }

    long end() {
        return begin(count);
    }

    private long begin(int index) {
        return day(index).atStartOfDay(zone).toInstant().toEpochMilli();
    }

    /** The day of UTC in which the first begins. */
    LocalDate firstOfUtc() {
        return LocalDate.ofInstant(Instant.ofEpochMilli(begin()), ZoneOffset.UTC);
    }
}
