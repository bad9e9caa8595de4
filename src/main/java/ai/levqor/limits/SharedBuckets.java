package ai.levqor.limits;

import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.core.HazelcastInstance;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.grid.hazelcast.Bucket4jHazelcast;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buckets in a map of the cluster, so that its nodes count together. Asking it blocks, hence the virtual threads. A
 * bucket that is known to be empty is not asked again before its window ends.
 *
 * <p>Of each bucket a process asks one question at a time, for all requests that came meanwhile: each on its own they
 * would compare and swap one entry in each other's way, the more in vain the more they are.
 *
 * <p>While the map cannot be reached the process counts alone: from what it last heard, then from buckets of its own. A
 * limit that is too wide for some seconds harms less than a service that is down.
 */
public final class SharedBuckets implements Buckets {
    private static final Logger LOG = LoggerFactory.getLogger(SharedBuckets.class);
    private static final String MAP = "levqor.limits";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int MAX_PER_NODE = 100_000;

    private final Vertx vertx;
    private final ProxyManager<String> cluster;
    private final LocalBuckets local;
    private final Executor threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("levqor-limits-", 0).factory());

    /** What waits behind the question that is being asked, by the limit's id; none is being asked of others. */
    private final ConcurrentMap<String, Waiting> asking = new ConcurrentHashMap<>();

    /** Until when, by {@link System#nanoTime()}, the cluster is left alone after it failed. */
    private final AtomicLong alone = new AtomicLong(System.nanoTime());

    private SharedBuckets(Vertx vertx, ProxyManager<String> cluster, LocalBuckets local) {
        this.vertx = vertx;
        this.cluster = cluster;
        this.local = local;
    }

    /** Opens the cluster's map, which blocks, and asks it once, so that the first request need not wait for that. */
    public static SharedBuckets open(Vertx vertx, HazelcastInstance hazelcast, LocalBuckets local) {
        // Sent to all members, those too that only know Hazelcast: entries end with their window wherever they lie.
        hazelcast
                .getConfig()
                .addMapConfig(new MapConfig(MAP)
                        .setMaxIdleSeconds(Math.toIntExact(2 * Limit.WINDOW.toSeconds()))
                        .setEvictionConfig(new EvictionConfig()
                                .setEvictionPolicy(EvictionPolicy.LRU)
                                .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                                .setSize(MAX_PER_NODE)));
        // Compare and swap needs no class of ours on the other members; entry processors would.
        ProxyManager<String> cluster = Bucket4jHazelcast.casBasedBuilder(hazelcast.<String, byte[]>getMap(MAP))
                .build();
        var buckets = new SharedBuckets(vertx, cluster, local);
        buckets.bucket(Limit.of("start", "", 1)).getAvailableTokens();
        return buckets;
    }

    private Bucket bucket(Limit limit) {
        return cluster.builder()
                .build(
                        limit.id(),
                        () -> BucketConfiguration.builder()
                                .addLimit(bandwidth -> bandwidth
                                        .capacity(limit.perMinute())
                                        .refillIntervally(limit.perMinute(), Limit.WINDOW))
                                .build());
    }

    @Override
    public Future<Usage> take(Limit limit) {
        Counter counter = local.counter(limit);
        Usage known = counter.look();
        if (!known.admitted()) {
            return Future.succeededFuture(known);
        }
        if (alone()) {
            return Future.succeededFuture(counter.takeAlone());
        }
        var take = new Take(vertx.getOrCreateContext(), Promise.promise());
        join(limit, waiting -> waiting.takes.add(take));
        return take.answer.future();
    }

    @Override
    public void giveBack(Limit limit) {
        if (alone()) {
            local.giveBack(limit);
        } else {
            join(limit, waiting -> waiting.back++);
        }
    }

    @Override
    public Usage look(Limit limit) {
        return local.look(limit);
    }

    private boolean alone() {
        return System.nanoTime() - alone.get() < 0;
    }

    private void join(Limit limit, Consumer<Waiting> with) {
        var first = new AtomicBoolean();
        asking.compute(limit.id(), (id, others) -> {
            first.set(others == null);
            Waiting waiting = others == null ? new Waiting() : others;
            with.accept(waiting);
            return waiting;
        });
        if (first.get()) {
            ask(limit);
        }
    }

    /** Asks for all that waits, then for what came meanwhile, until nothing did. */
    private void ask(Limit limit) {
        var next = new Waiting();
        var batch = new AtomicReference<>(next);
        asking.computeIfPresent(limit.id(), (id, waiting) -> {
            batch.set(waiting);
            return waiting.isEmpty() ? null : next;
        });
        Waiting all = batch.get();
        if (all.isEmpty()) {
            return;
        }
        Counter counter = local.counter(limit);
        CompletableFuture.supplyAsync(() -> all.consume(bucket(limit)), threads)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((consumed, failure) -> {
                    if (failure == null) {
                        all.answer(consumed, counter);
                    } else {
                        failed(failure);
                        all.takes.forEach(take -> take.end(counter.takeAlone()));
                    }
                    ask(limit);
                });
    }

    private void failed(Throwable failure) {
        long now = System.nanoTime();
        long until = alone.get();
        if (now - until >= 0 && alone.compareAndSet(until, now + PAUSE.toNanos())) {
            LOG.warn(
                    "The cluster does not count requests ({}); for {} s this node counts alone.",
                    failure.toString(),
                    PAUSE.toSeconds());
        }
    }

    /** A request that waits for its answer, which it gets where it came from. */
    private record Take(Context context, Promise<Usage> answer) {
        void end(Usage usage) {
            context.runOnContext(none -> answer.complete(usage));
        }
    }

    /** Of so many takes so many were admitted, and this is what the bucket said last. */
    private record Consumed(long admitted, ConsumptionProbe probe) {}

    /** Requests of one limit that are asked for together. */
    private static final class Waiting {
        private final List<Take> takes = new ArrayList<>();
        private long back;

        boolean isEmpty() {
            return takes.isEmpty() && back == 0;
        }

        /** Takes as much as there is; blocks. */
        @Nullable
        Consumed consume(Bucket bucket) {
            if (back > 0) {
                bucket.addTokens(back);
            }
            if (takes.isEmpty()) {
                return null;
            }
            long wanted = takes.size();
            ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(wanted);
            while (!probe.isConsumed() && probe.getRemainingTokens() > 0) {
                // Fewer than that were left, and another node may take some of these meanwhile.
                wanted = probe.getRemainingTokens();
                probe = bucket.tryConsumeAndReturnRemaining(wanted);
            }
            return new Consumed(probe.isConsumed() ? wanted : 0, probe);
        }

        void answer(@Nullable Consumed consumed, Counter counter) {
            if (consumed == null) {
                return;
            }
            Usage last = counter.heard(consumed.probe());
            for (int i = 0; i < takes.size(); i++) {
                takes.get(i).end(last.earlier(consumed.admitted() - 1 - i));
            }
        }
    }
}
