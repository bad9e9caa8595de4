package ai.levqor.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final BlockingQueue<Flush> flushes = new LinkedBlockingQueue<>();

    private record Flush(List<Integer> items, Promise<List<String>> promise) {}

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private GroupCommit<Integer, String> commit(int maxBatch, int maxWaiting) throws Exception {
        Promise<GroupCommit<Integer, String>> made = Promise.promise();
        context.runOnContext(none -> made.complete(new GroupCommit<>(vertx, maxBatch, maxWaiting, 1, items -> {
            var flush = new Flush(items, Promise.promise());
            flushes.add(flush);
            return flush.promise().future();
        })));
        return made.future().await(10, TimeUnit.SECONDS);
    }

    private List<Future<String>> add(GroupCommit<Integer, String> commit, int from, int to) throws Exception {
        Promise<List<Future<String>>> added = Promise.promise();
        context.runOnContext(none -> {
            var futures = new ArrayList<Future<String>>();
            for (int i = from; i < to; i++) {
                futures.add(commit.add(i));
            }
            added.complete(futures);
        });
        return added.future().await(10, TimeUnit.SECONDS);
    }

    private Flush next() throws InterruptedException {
        Flush flush = flushes.poll(10, TimeUnit.SECONDS);
        assertTrue(flush != null, "no flush came");
        return flush;
    }

    private static void commit(Flush flush) {
        flush.promise().complete(flush.items().stream().map(i -> "stored " + i).toList());
    }

    @Test
    void whatArrivesDuringAFlushSharesTheNextAndEachGetsItsOwnResult() throws Exception {
        GroupCommit<Integer, String> commit = commit(4, 100);
        List<Future<String>> futures = new ArrayList<>(add(commit, 0, 1));
        Flush first = next();
        futures.addAll(add(commit, 1, 7));
        assertTrue(flushes.isEmpty());
        commit(first);
        Flush second = next();
        assertEquals(List.of(1, 2, 3, 4), second.items());
        assertTrue(futures.stream().skip(1).noneMatch(Future::isComplete));
        commit(second);
        commit(next());
        for (int i = 0; i < 7; i++) {
            assertEquals("stored " + i, futures.get(i).await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aFailedFlushFailsItsItemsAndTheNextGoesOn() throws Exception {
        GroupCommit<Integer, String> commit = commit(1, 100);
        List<Future<String>> futures = add(commit, 0, 2);
        next().promise().fail(new Failure(Code.UNAVAILABLE, "gone"));
        commit(next());
        assertThrows(Failure.class, () -> futures.get(0).await(10, TimeUnit.SECONDS));
        assertEquals("stored 1", futures.get(1).await(10, TimeUnit.SECONDS));
    }

    @Test
    void oneBadItemDoesNotFailItsNeighbours() throws Exception {
        GroupCommit<Integer, String> commit = commit(10, 100);
        List<Future<String>> futures = add(commit, 0, 3);
        next().promise().fail(new IllegalStateException("item 1 is bad"));
        for (int i = 0; i < 3; i++) {
            Flush alone = next();
            assertEquals(1, alone.items().size());
            if (alone.items().getFirst() == 1) {
                alone.promise().fail(new IllegalStateException("item 1 is bad"));
            } else {
                commit(alone);
            }
        }
        assertEquals("stored 0", futures.get(0).await(10, TimeUnit.SECONDS));
        assertThrows(IllegalStateException.class, () -> futures.get(1).await(10, TimeUnit.SECONDS));
        assertEquals("stored 2", futures.get(2).await(10, TimeUnit.SECONDS));
    }

    @Test
    void moreThanMayWaitIsRefused() throws Exception {
        GroupCommit<Integer, String> commit = commit(1, 2);
        add(commit, 0, 1);
        Flush first = next();
        List<Future<String>> futures = add(commit, 1, 4);
        Failure refused = assertThrows(Failure.class, () -> futures.get(2).await(10, TimeUnit.SECONDS));
        assertEquals(Code.OVERLOADED, refused.code());
        commit(first);
        commit(next());
        commit(next());
        assertEquals("stored 2", futures.get(1).await(10, TimeUnit.SECONDS));
    }

    @Test
    void itemsFromManyThreadsAreEachStoredOnce() throws Exception {
        int threads = 8;
        int each = 5_000;
        var stored = new ConcurrentLinkedQueue<Integer>();
        Promise<GroupCommit<Integer, Integer>> made = Promise.promise();
        context.runOnContext(none -> made.complete(new GroupCommit<>(vertx, 100, threads * each, 2, items -> {
            stored.addAll(items);
            Promise<List<Integer>> later = Promise.promise();
            context.runOnContext(next -> later.complete(items));
            return later.future();
        })));
        GroupCommit<Integer, Integer> commit = made.future().await(10, TimeUnit.SECONDS);
        var results = new ConcurrentLinkedQueue<Future<Integer>>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                int from = thread * each;
                pool.execute(() -> IntStream.range(from, from + each).forEach(item -> results.add(commit.add(item))));
            }
        }
        Future.all(List.copyOf(results)).await(30, TimeUnit.SECONDS);
        assertEquals(threads * each, stored.size());
        assertEquals(threads * each, Set.copyOf(stored).size());
        assertEquals(0, commit.waiting());
    }
}
