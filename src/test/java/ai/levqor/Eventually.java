package ai.levqor;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what no signal tells of. */
public final class Eventually {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration INTERVAL = Duration.ofMillis(10);

    private Eventually() {}

    /** Ends as soon as {@code condition} holds; fails, naming {@code what}, when it does not in time. */
    public static void await(String what, Callable<Boolean> condition) throws Exception {
        await(what, DEADLINE, condition);
    }

    /** The same with a deadline of its own. */
    public static void await(String what, Duration within, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain until " + what);
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
    }
}
