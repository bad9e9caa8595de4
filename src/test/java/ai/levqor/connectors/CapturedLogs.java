package ai.levqor.connectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** Everything that this service and its HTTP client log, down to the last detail. */
final class CapturedLogs extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final StringBuilder text = new StringBuilder();
    private final Logger service = (Logger) LoggerFactory.getLogger("ai.levqor");
    private final Logger client = (Logger) LoggerFactory.getLogger("io.vertx");

    CapturedLogs() {
        for (Logger logger : new Logger[] {service, client}) {
            logger.addAppender(this);
            logger.setLevel(Level.TRACE);
        }
        start();
        service.debug("captured from here");
    }

    @Override
    protected synchronized void append(ILoggingEvent event) {
        text.append(event.getFormattedMessage()).append(event.getKeyValuePairs());
        if (event.getThrowableProxy() != null) {
            text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        text.append('\n');
    }

    synchronized String text() {
        return text.toString();
    }

    @Override
    public void close() {
        for (Logger logger : new Logger[] {service, client}) {
            logger.detachAppender(this);
            logger.setLevel(null);
        }
        stop();
    }
}
