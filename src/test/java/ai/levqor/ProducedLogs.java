package ai.levqor;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what is logged in the tests' own process; found by its name in {@code META-INF/services}. */
public final class ProducedLogs extends AppenderBase<ILoggingEvent> implements TestExecutionListener {
    /** Before each test anew: some of them set up the logs otherwise. */
    @Override
    public void executionStarted(TestIdentifier test) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            var root = logs.getLogger(Logger.ROOT_LOGGER_NAME);
            if (!root.isAttached(this)) {
                setContext(logs);
                start();
                root.addAppender(this);
                logs.getLogger("ai.levqor").setLevel(Level.INFO);
            }
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        var text = new StringBuilder(event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            text.append(' ').append(event.getKeyValuePairs());
        }
        text.append(' ').append(event.getMDCPropertyMap());
        if (event.getThrowableProxy() != null) {
            text.append('\n').append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        Produced.add("logs", text.toString());
    }
}
