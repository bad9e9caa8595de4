package ai.levqor.expressions;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Threads for the few expressions that take long. A virtual thread computes on a carrier that all of them share, and is
 * never taken off it; so a long computation goes on here, and the virtual thread waits.
 */
final class Overtime {
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            Thread.ofPlatform().daemon().name("long-expressions-", 0).factory());

    private Overtime() {}

    /** Runs {@code work} elsewhere where the caller is a virtual thread, else here; throws what it throws. */
    static <T> T run(Supplier<T> work) {
        if (!Thread.currentThread().isVirtual()) {
            return work.get();
        }
        CompletableFuture<T> result = CompletableFuture.supplyAsync(work, THREADS);
        Context context = Vertx.currentContext();
        try {
            return context == null ? result.join() : Future.await(Future.fromCompletionStage(result, context));
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
