package ai.levqor.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands lines to a thread of its own that writes them. When the output is so slow that {@link #CAPACITY} lines wait,
 * further ones are dropped, so that an event loop never waits for a terminal; a line then tells how many were lost.
 */
final class LossyAppender extends AsyncAppender {
    /** Lines that may wait. */
    static final int CAPACITY = 8_192;

    private final AtomicLong dropped = new AtomicLong();

    LossyAppender() {
        setQueueSize(CAPACITY);
        setDiscardingThreshold(0);
        setNeverBlock(true);
        setMaxFlushTime(1_000);
    }

    @Override
    protected void append(ILoggingEvent event) {
        // Concurrent threads may both see the last place; one line in a burst may go uncounted.
        if (getRemainingCapacity() == 0) {
            dropped.incrementAndGet();
            return;
        }
        if (dropped.get() > 0 && getRemainingCapacity() > CAPACITY / 2) {
            super.append(loss(dropped.getAndSet(0)));
        }
        super.append(event);
    }

    private ILoggingEvent loss(long lines) {
        var context = (LoggerContext) getContext();
        return new LoggingEvent(
                LossyAppender.class.getName(),
                context.getLogger(LossyAppender.class),
                Level.WARN,
                "{} log lines were dropped because the output is too slow",
                null,
                new Object[] {lines});
    }
}
