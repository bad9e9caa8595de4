package ai.levqor.workflows.dsl;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** Durations of the language: ISO 8601 ({@code PT1M30S}) or {@code {minutes: 1, seconds: 30}}. */
final class DurationReader {
    private static final Map<String, Duration> UNITS = Map.of(
            "days", Duration.ofDays(1),
            "hours", Duration.ofHours(1),
            "minutes", Duration.ofMinutes(1),
            "seconds", Duration.ofSeconds(1),
            "milliseconds", Duration.ofMillis(1));
    private static final Duration LONGEST = Duration.ofDays(3_660);
    private static final String RULE =
            "must be a duration of at most ten years: ISO 8601 such as PT15S, or {days, hours, minutes, seconds, milliseconds}";

    private DurationReader() {}

    /** Reads {@code json}; throws IllegalArgumentException that says what a duration is. */
    static Duration read(JsonNode json) {
        try {
            Duration duration = json.isTextual() ? Duration.parse(json.textValue()) : sum(json);
            if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(RULE);
            }
            return duration;
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new IllegalArgumentException(RULE, e);
        }
    }

    private static Duration sum(JsonNode json) {
        if (!json.isObject() || json.isEmpty()) {
            throw new IllegalArgumentException(RULE);
        }
        Duration sum = Duration.ZERO;
        for (var member : json.properties()) {
            Duration unit = UNITS.get(member.getKey());
            JsonNode count = member.getValue();
            if (unit == null || !count.isIntegralNumber() || count.longValue() < 0) {
                throw new IllegalArgumentException(RULE);
            }
            sum = sum.plus(unit.multipliedBy(count.longValue()));
        }
        return sum;
    }
}
