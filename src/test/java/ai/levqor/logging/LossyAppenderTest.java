package ai.levqor.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who logs never waits for a slow output, and what is lost is told. */
class LossyAppenderTest {
    private final LoggerContext context = new LoggerContext();
    private final CountDownLatch outputBlocks = new CountDownLatch(1);
    private final CountDownLatch outputStuck = new CountDownLatch(1);
    private final List<String> written = new CopyOnWriteArrayList<>();

    @BeforeEach
    void stuckOutput() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        var lossy = new LossyAppender(
                events -> {
                    outputStuck.countDown();
                    try {
                        outputBlocks.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    events.forEach(event -> written.add(event.getFormattedMessage()));
                },
                () -> written.add("the end"));
        lossy.setContext(context);
        lossy.start();
        context.getLogger("ROOT").setLevel(Level.INFO);
        context.getLogger("ROOT").addAppender(lossy);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void linesAreDroppedAndCounted() throws Exception {
        var log = context.getLogger("test");
        log.info("first");
        assertTrue(outputStuck.await(10, TimeUnit.SECONDS));
        for (int i = 0; i < LossyAppender.CAPACITY + 100; i++) {
            log.info("line {}", i);
        }
        outputBlocks.countDown();
        Eventually.await("the rest is written", () -> written.size() == LossyAppender.CAPACITY + 2);
        log.info("last");
        Eventually.await("the end is written", () -> written.getLast().equals("last"));
        assertTrue(written.contains("100 log lines were dropped because the output is too slow"));
    }

    @Test
    void whatWaitsAtTheEndIsWritten() {
        outputBlocks.countDown();
        var log = context.getLogger("test");
        for (int i = 0; i < 5000; i++) {
            log.info("line {}", i);
        }
        context.stop();
        assertEquals(5001, written.size());
        assertEquals("line 4999", written.get(4999));
        assertEquals("the end", written.getLast());
    }
}
