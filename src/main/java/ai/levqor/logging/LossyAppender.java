package ai.levqor.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Hands lines to a thread of its own that writes them. When the output is so slow that {@link #CAPACITY}
 * lines wait, further ones are dropped, so that an event loop never waits for a terminal; a line then tells how many
 * were lost.
 *
 * <p>What comes within {@link #PAUSE} is written together: a wake-up and a system call for each line would cost more than
 * the line.
 */
final class LossyAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /** Lines that may wait. */
    static final int CAPACITY = 8_192;

    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final ILoggingEvent END = new LoggingEvent();
    private static final int MAX_BATCH = 1_024;

    private final Consumer<List<ILoggingEvent>> output;
    private final Runnable end;
    private final BlockingQueue<ILoggingEvent> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer = new Thread(this::write, "log");

    /** {@code output} is called by one thread, and {@code end} after that when nothing more will come. */
    LossyAppender(Consumer<List<ILoggingEvent>> output, Runnable end) {
        this.output = output;
        this.end = end;
        writer.setDaemon(true);
    }

    @Override
    public void start() {
        super.start();
        writer.start();
    }

    /** Writes what waits, as far as that goes within a second. */
    @Override
    public void stop() {
        super.stop();
        // Not an interrupt, which could end a write half-way; and a queue without a place keeps the writer awake.
        waiting.offer(END);
        try {
            writer.join(LAST_WORDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        end.run();
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        if (!waiting.offer(event)) {
            dropped.incrementAndGet();
        }
    }

    private void write() {
        List<ILoggingEvent> events = new ArrayList<>();
        while (isStarted() || !waiting.isEmpty()) {
            try {
                events.add(waiting.take());
            } catch (InterruptedException stranger) {
                continue; // nobody who knows this thread interrupts it
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            waiting.drainTo(events, MAX_BATCH);
            events.remove(END);
            long lost = dropped.getAndSet(0);
            if (lost > 0) {
                events.add(loss(lost));
            }
            output.accept(events);
            events.clear();
        }
    }

    private ILoggingEvent loss(long lines) {
        var log = ((LoggerContext) getContext()).getLogger(LossyAppender.class);
        return new LoggingEvent(
                LossyAppender.class.getName(),
                log,
                Level.WARN,
                "{} log lines were dropped because the output is too slow",
                null,
                new Object[] {lines});
    }
}
