package ai.levqor.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the values of one section of the settings and reports all problems together.
 *
 * <pre>{@code
 * public HttpSettings {
 *     Check.section("http").range("port", port, 0, 65_535).done();
 * }
 * }</pre>
 */
public final class Check {
    private final String prefix;
    private final List<Problem> problems = new ArrayList<>();

    private Check(String prefix) {
        this.prefix = prefix;
    }

    /** Checks of the keys under {@code path}; the empty path is the top of the file. */
    public static Check section(String path) {
        return new Check(path.isEmpty() ? "" : path + ".");
    }

    /** The value lies between {@code min} and {@code max}, both allowed. */
    public Check range(String name, long value, long min, long max) {
        return that(value >= min && value <= max, name, Long.toString(value), min + " to " + max);
    }

    /** The duration lies between {@code min} and {@code max} (as in the settings: {@code 1s}), both allowed. */
    public Check range(String name, Duration value, String min, String max) {
        boolean inside = value.compareTo(DurationText.parse(min)) >= 0 && value.compareTo(DurationText.parse(max)) <= 0;
        return that(inside, name, DurationText.format(value), min + " to " + max);
    }

    /** Any other rule; {@code allowed} completes "… is X; allowed: ". A secret's value is masked in the message. */
    public Check that(boolean ok, String name, String value, String allowed) {
        if (!ok) {
            String key = prefix + name;
            String shown = value.isEmpty() ? "empty" : SecretKeys.mask(key, value);
            problems.add(new Problem(key, key + " is " + shown + "; allowed: " + allowed));
        }
        return this;
    }

    /** Throws SettingsException when any check failed. */
    public void done() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }
}
