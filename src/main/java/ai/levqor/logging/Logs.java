package ai.levqor.logging;

import ai.levqor.config.LoggingSettings;
import ai.levqor.config.SentrySettings;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import java.io.Closeable;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of a process that serves: to stdout (The Twelve-Factor App, XI), without ever blocking who logs. */
public final class Logs {
    /** What a program put into a message may not end its line: control characters become spaces. */
    private static final String TEXT =
            "%d{HH:mm:ss.SSS} %-5level %logger{0}: %replace(%msg %kvp){'[\\x00-\\x1F\\x7F-\\x9F]+', ' '}%n";

    static final String ACCESS = "ai.levqor.http.AccessLog";

    private Logs() {}

    /** Sets format and level for the whole process; until then {@link CommandLog} holds. */
    public static void configure(LoggingSettings settings) {
        LoggerContext context = context();
        LossyAppender lossy = appender(context, settings.format(), ConsoleTarget.SystemOut.getStream());
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(lossy);
        Level level = Level.valueOf(settings.level().name());
        context.getLogger("ai.levqor").setLevel(level);
        context.getLogger(ACCESS).setLevel(null);
        // Libraries tell much at INFO that only their authors need.
        root.setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
    }

    /**
     * Lets each request leave its line as production has it, but at {@code output} and nowhere else, until it is closed:
     * to measure what that costs.
     */
    public static Closeable requestsTo(OutputStream output) {
        LoggerContext context = context();
        LossyAppender lossy = appender(context, LoggingSettings.Format.JSON, output);
        var requests = context.getLogger(ACCESS);
        Level before = requests.getLevel();
        requests.setAdditive(false);
        requests.addAppender(lossy);
        requests.setLevel(Level.INFO);
        return () -> {
            requests.setLevel(before);
            requests.setAdditive(true);
            requests.detachAppender(lossy);
            lossy.stop();
        };
    }

    private static LoggerContext context() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            return context;
        }
        throw new IllegalStateException("the log is not logback's");
    }

    private static LossyAppender appender(LoggerContext context, LoggingSettings.Format format, OutputStream output) {
        var lossy = new LossyAppender(new LineOutput(encoder(context, format), output), () -> {});
        lossy.setContext(context);
        lossy.setName("LOG");
        lossy.start();
        return lossy;
    }

    /** Reports errors to Sentry as well; {@code release} and {@code environment} tell whose they are. */
    public static void report(SentrySettings settings, String release, String environment) {
        if (!settings.dsn().isEmpty() && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            ErrorReports.attach(context, settings.dsn(), release, environment);
        }
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LoggingSettings.Format format) {
        return switch (format) {
            case JSON -> started(context, new JsonLines());
            case TEXT -> text(context);
        };
    }

    /** Lines for people. */
    static Encoder<ILoggingEvent> text(LoggerContext context) {
        var text = new PatternLayoutEncoder();
        text.setCharset(StandardCharsets.UTF_8);
        text.setPattern(TEXT);
        return started(context, text);
    }

    private static Encoder<ILoggingEvent> started(LoggerContext context, Encoder<ILoggingEvent> encoder) {
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    /** Writes what is still on its way and ends the log; blocks for a few seconds at most. */
    public static void close() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
