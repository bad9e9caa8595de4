package ai.levqor.limits;

import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.core.HazelcastInstance;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.grid.hazelcast.Bucket4jHazelcast;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
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
    private final Map<String, Takes> asking = new HashMap<>();

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
        return join(limit, takes -> takes.add(vertx.getOrCreateContext()));
    }

    @Override
    public void giveBack(Limit limit) {
        if (alone()) {
            local.giveBack(limit);
        } else {
            join(limit, takes -> {
                takes.giveBack();
                return Future.succeededFuture();
            });
        }
    }

    @Override
    public Usage look(Limit limit) {
        return local.look(limit);
    }

    @Override
    public boolean knownEmpty(Limit limit) {
        return !look(limit).admitted();
    }

    private boolean alone() {
        return System.nanoTime() - alone.get() < 0;
    }

    private <T> Future<T> join(Limit limit, Function<Takes, Future<T>> with) {
        Future<T> joined;
        boolean first;
        synchronized (asking) {
            first = !asking.containsKey(limit.id());
            joined = with.apply(asking.computeIfAbsent(limit.id(), none -> new Takes()));
        }
        if (first) {
            ask(limit);
        }
        return joined;
    }

    /** What waits, in whose place others may wait now. */
    private Takes next(Limit limit) {
        synchronized (asking) {
            Takes waiting = asking.getOrDefault(limit.id(), new Takes());
            if (waiting.isEmpty()) {
                asking.remove(limit.id());
            } else {
                asking.put(limit.id(), new Takes());
            }
            return waiting;
        }
    }

    /** Asks for all that waits, then for what came meanwhile, until nothing did. */
    private void ask(Limit limit) {
        Takes takes = next(limit);
        if (takes.isEmpty()) {
            return;
        }
        Counter counter = local.counter(limit);
        CompletableFuture.supplyAsync(() -> takes.settle(bucket(limit), counter), threads)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        answer.run();
                    } else {
                        failed(failure);
                        takes.settleAlone(counter);
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
}
