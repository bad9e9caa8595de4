package ai.levqor.cli;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Keeps a command that serves alive until a signal (SIGTERM, SIGINT) stops it in order. */
final class Serving {
    private Serving() {}

    /**
     * From now on a signal runs {@code stop} and ends the process: with 0 when it stopped within {@code timeout}, else
     * with 1. A JVM that a signal ends has the signal's exit status, hence the halt.
     */
    static void stopOnSignal(Supplier<Future<Void>> stop, Duration timeout) {
        stopOnSignal(stop, timeout, () -> {});
    }

    /** The same, with {@code last} run after the stop, in order or not. */
    static void stopOnSignal(Supplier<Future<Void>> stop, Duration timeout, Runnable last) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("levqor-stop").unstarted(() -> {
                    boolean inOrder = stopped(stop, timeout);
                    last.run();
                    Runtime.getRuntime().halt(inOrder ? 0 : 1);
                }));
    }

    /** Does not return: only a signal ends the process. */
    static void forever() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** Waits for {@code stop}; whether it succeeded within {@code timeout}. Says why when it did not. */
    static boolean stopped(Supplier<Future<Void>> stop, Duration timeout) {
        try {
            stop.get().toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException | TimeoutException | ExecutionException e) {
            System.err.println("Levqor did not stop in order: " + e);
            return false;
        }
    }
}
