package ai.levqor.logging;

import ai.levqor.config.LoggingSettings;
import ai.levqor.config.SentrySettings;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of a process that serves: to stderr, without ever blocking who logs. */
public final class Logs {
    /** What a program put into a message may not end its line: control characters become spaces. */
    private static final String TEXT =
            "%d{HH:mm:ss.SSS} %-5level %logger{0}: %replace(%msg %kvp){'[\\x00-\\x1F\\x7F-\\x9F]+', ' '}%n";

    private Logs() {}

    /** Sets format and level for the whole process; until then logback.xml holds. */
    public static void configure(LoggingSettings settings) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            throw new IllegalStateException("the log is not logback's");
        }
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder(context, settings));
        console.start();
        var lossy = new LossyAppender();
        lossy.setContext(context);
        lossy.setName("LOG");
        lossy.addAppender(console);
        lossy.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(lossy);
        Level level = Level.valueOf(settings.level().name());
        context.getLogger("ai.levqor").setLevel(level);
        context.getLogger("ai.levqor.http.AccessLog").setLevel(null);
        // Libraries tell much at INFO that only their authors need.
        root.setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
    }

    /** Reports errors to Sentry as well; {@code release} and {@code environment} tell whose they are. */
    public static void report(SentrySettings settings, String release, String environment) {
        if (!settings.dsn().isEmpty() && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            ErrorReports.attach(context, settings.dsn(), release, environment);
        }
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LoggingSettings settings) {
        Encoder<ILoggingEvent> encoder = switch (settings.format()) {
            case JSON -> new JsonLines();
            case TEXT -> {
                var text = new PatternLayoutEncoder();
                text.setCharset(StandardCharsets.UTF_8);
                text.setPattern(TEXT);
                yield text;
            }
        };
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
