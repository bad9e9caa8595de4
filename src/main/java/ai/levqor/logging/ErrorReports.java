package ai.levqor.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.sentry.Hint;
import io.sentry.Sentry;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.SentryOptions;
import io.sentry.protocol.Message;
import io.sentry.protocol.SentryException;
import java.util.List;
import org.slf4j.Logger;

/**
 * Sends what is logged as an error, and what nobody caught, to Sentry. A report has types, stack traces, release,
 * environment, request id and the operation that failed. It has no text that could hold somebody's data: the log's
 * message without its values, and no exception's message; the log has both under the request id.
 *
 * <p>Nothing of Sentry is loaded before {@link #attach}.
 */
final class ErrorReports extends AppenderBase<ILoggingEvent> {
    private static final String REQUEST_ID = "request_id";
    private static final String OPERATION = "operation";

    /** What Sentry groups reports by unless it is told something else. */
    private static final String BY_DEFAULT = "{{ default }}";

    private static final long FLUSH_MS = 2_000;

    private ErrorReports() {}

    /** Reports to {@code dsn} from now on, until the log is closed. */
    static void attach(LoggerContext context, String dsn, String release, String environment) {
        Sentry.init(options(dsn, release, environment));
        var reports = new ErrorReports();
        reports.setContext(context);
        reports.start();
        // Making a report takes a while; who logs an error does not wait for it.
        var lossy = new LossyAppender(events -> events.forEach(reports::doAppend), reports::stop);
        lossy.setContext(context);
        lossy.setName("SENTRY");
        var errors = new ThresholdFilter();
        errors.setLevel(Level.ERROR.levelStr);
        errors.start();
        lossy.addFilter(errors);
        lossy.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(lossy);
    }

    private static SentryOptions options(String dsn, String release, String environment) {
        var options = new SentryOptions();
        options.setDsn(dsn);
        options.setRelease(release);
        options.setEnvironment(environment);
        options.setAttachServerName(false);
        options.setMaxBreadcrumbs(0);
        options.setEnableExternalConfiguration(false);
        options.setEnableShutdownHook(false);
        options.setEnableAutoSessionTracking(false);
        options.setSendClientReports(false);
        options.setSendModules(false);
        options.setEnableUncaughtExceptionHandler(true);
        options.setPrintUncaughtStackTrace(true);
        options.setShutdownTimeoutMillis(FLUSH_MS);
        options.setBeforeSend(ErrorReports::scrubbed);
        return options;
    }

    private static SentryEvent scrubbed(SentryEvent event, Hint hint) {
        if (event.getExceptions() != null) {
            for (SentryException exception : event.getExceptions()) {
                exception.setValue(null);
            }
        }
        event.setUser(null);
        event.setRequest(null);
        event.setServerName(null);
        return event;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel() != Level.ERROR) {
            return;
        }
        var report = event.getThrowableProxy() instanceof ThrowableProxy thrown
                ? new SentryEvent(thrown.getThrowable())
                : new SentryEvent();
        var message = new Message();
        message.setMessage(event.getMessage());
        report.setMessage(message);
        report.setLogger(event.getLoggerName());
        report.setLevel(SentryLevel.ERROR);
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> tell(report, pair.key, String.valueOf(pair.value)));
        }
        Sentry.captureEvent(report);
    }

    /** Only what is known to be nobody's data. */
    private static void tell(SentryEvent report, String key, String value) {
        switch (key) {
            case REQUEST_ID -> report.setTag(REQUEST_ID, value);
            case OPERATION -> {
                report.setTag(OPERATION, value);
                report.setTransaction(value);
                // One operation's failure is another matter than the next one's, though both fail at the same place.
                report.setFingerprints(List.of(BY_DEFAULT, value));
            }
            default -> {}
        }
    }

    /** Sends what waits; for two seconds at most. */
    @Override
    public void stop() {
        super.stop();
        Sentry.close();
    }
}
