package ai.levqor.config;

/** What the log looks like: section {@code logging}. */
public record LoggingSettings(Format format, Level level) {
    /** For whom lines are written. */
    public enum Format {
        /** For people. */
        TEXT,
        /** For programs: one object a line. */
        JSON
    }

    /** What is logged: this and everything more serious. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
