package ai.levqor.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used; the message is ready to print, one line a problem. */
public final class SettingsException extends RuntimeException {
    private final transient List<Problem> problems;

    /** All that is wrong with the settings. */
    public SettingsException(List<Problem> problems) {
        super(problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All problems of one load, in the order in which they were found. */
    public List<Problem> problems() {
        return problems;
    }
}
