package ai.levqor.ops;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is kept for a while, because everybody may ask for it: for at least {@code keepMs}, and for ten times
 * as long as it took to compute but not over a minute. Who asks while it is being computed waits for the same one.
 */
final class Cached<T> {
    private static final long COST = 10;
    private static final long MAX_KEEP_MS = 60_000;

    private final Supplier<Future<T>> source;
    private final InstantSource clock;
    private final long keepMs;
    private @Nullable Future<T> answer;
    private @Nullable T last;
    private long until;

    Cached(InstantSource clock, long keepMs, Supplier<Future<T>> source) {
        this.source = source;
        this.clock = clock;
        this.keepMs = keepMs;
    }

    /** The answer, at most as old as the class says. */
    synchronized Future<T> get() {
        if (answer != null && (!answer.isComplete() || clock.millis() < until)) {
            return answer;
        }
        long start = System.nanoTime();
        answer = source.get().andThen((value, failure) -> {
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            computed(
                    value,
                    clock.millis() + (failure == null ? Math.max(keepMs, Math.min(MAX_KEEP_MS, COST * took)) : 0));
        });
        return answer;
    }

    /** The answer, or the last one that there was when none can be had now. */
    Future<T> getOrLast() {
        return get().recover(cause -> {
            T known = last();
            return known == null ? Future.failedFuture(cause) : Future.succeededFuture(known);
        });
    }

    private synchronized void computed(@Nullable T value, long end) {
        if (value != null) {
            last = value;
        }
        until = end;
    }

    private synchronized @Nullable T last() {
        return last;
    }
}
