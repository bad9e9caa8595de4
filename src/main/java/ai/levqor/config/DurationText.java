package ai.levqor.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as settings write them: a whole number and a unit, {@code 200ms}, {@code 15s}, {@code 5m}, … */
public final class DurationText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})(ms|s|m|h|d)");

    private DurationText() {}

    /** Reads {@code 200ms|15s|5m|24h|30d}; throws IllegalArgumentException for anything else. */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a duration: " + text);
        }
        try {
            return Duration.of(Long.parseLong(matcher.group(1)), unit(matcher.group(2)));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("too long a duration: " + text, e);
        }
    }

    /** Writes the duration in the largest unit that keeps it whole; milliseconds are the finest. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** Writes the duration for people: {@code 30 days}, {@code 1 hour}. */
    public static String words(Duration duration) {
        Matcher matcher = FORM.matcher(format(duration));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a negative duration: " + duration);
        }
        String unit = switch (matcher.group(2)) {
            case "ms" -> "millisecond";
            case "s" -> "second";
            case "m" -> "minute";
            case "h" -> "hour";
            default -> "day";
        };
        return matcher.group(1) + " " + unit + (matcher.group(1).equals("1") ? "" : "s");
    }

    private static ChronoUnit unit(String name) {
        return switch (name) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
    }
}
