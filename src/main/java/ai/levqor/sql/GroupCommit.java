package ai.levqor.sql;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Joins what waits at the same moment into one transaction: a lone item is written at once, a crowd shares commits.
 *
 * <p>While a flush is under way newcomers gather for the next, so the batch grows with the load and needs no timer. Items
 * may come from any thread; flushes belong to one context, which a crowd wakes once.
 */
public final class GroupCommit<T, R> {
    private final Context context;
    private final Function<List<T>, Future<List<R>>> flush;
    private final int maxBatch;
    private final int maxWaiting;
    private final int maxFlushes;
    private final Queue<Entry<T, R>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger flushes = new AtomicInteger();

    /**
     * Makes a group commit on the calling context.
     *
     * @param maxBatch items in one flush
     * @param maxWaiting items that may wait; more are refused as overloaded
     * @param maxFlushes flushes under way at once
     * @param flush writes a batch and answers one result an item, in order
     */
    public GroupCommit(
            Vertx vertx, int maxBatch, int maxWaiting, int maxFlushes, Function<List<T>, Future<List<R>>> flush) {
        this.context = vertx.getOrCreateContext();
        this.maxBatch = maxBatch;
        this.maxWaiting = maxWaiting;
        this.maxFlushes = maxFlushes;
        this.flush = flush;
    }

    /** Adds an item; the future ends after its commit. */
    public Future<R> add(T item) {
        if (size.incrementAndGet() > maxWaiting) {
            size.decrementAndGet();
            return Future.failedFuture(new Failure(Code.OVERLOADED, "Too much waits to be stored; retry later."));
        }
        var entry = new Entry<T, R>(item, Promise.promise());
        waiting.add(entry);
        wake();
        return entry.promise().future();
    }

    /** How many items wait. */
    public int waiting() {
        return size.get();
    }

    private void wake() {
        for (int running = flushes.get(); running < maxFlushes; running = flushes.get()) {
            if (flushes.compareAndSet(running, running + 1)) {
                // The rest of what arrived with this turn of the loop still gets in.
                context.runOnContext(none -> flushNext());
                return;
            }
        }
    }

    private void flushNext() {
        List<Entry<T, R>> batch = new ArrayList<>();
        for (Entry<T, R> entry; batch.size() < maxBatch && (entry = waiting.poll()) != null; ) {
            batch.add(entry);
        }
        if (batch.isEmpty()) {
            flushes.decrementAndGet();
            if (!waiting.isEmpty()) {
                wake(); // came after the look, when this flush still seemed to be under way
            }
            return;
        }
        size.addAndGet(-batch.size());
        store(batch).onComplete(none -> flushNext());
    }

    private Future<?> store(List<Entry<T, R>> batch) {
        return Future.succeededFuture(batch.stream().map(Entry::item).toList())
                .compose(flush)
                .onSuccess(results -> {
                    for (int i = 0; i < batch.size(); i++) {
                        batch.get(i).promise().complete(results.get(i));
                    }
                })
                .recover(cause -> {
                    if (batch.size() == 1 || cause instanceof Failure) {
                        batch.forEach(entry -> entry.promise().fail(cause));
                        return Future.succeededFuture();
                    }
                    // One bad item must not fail its neighbours: each is tried alone.
                    Future<?> alone = Future.succeededFuture();
                    for (Entry<T, R> entry : batch) {
                        alone = alone.compose(none -> store(List.of(entry)));
                    }
                    return alone.mapEmpty();
                });
    }

    private record Entry<T, R>(T item, Promise<R> promise) {}
}
