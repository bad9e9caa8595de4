package ai.levqor.validate;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for a server that offers no signal to wait for. */
final class Pause {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Pause() {}

    static void of(Duration time) throws InterruptedException {
        if (NEVER.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody counts it down");
        }
    }
}
