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
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.grid.hazelcast.Bucket4jHazelcast;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buckets in a map of the cluster, so that its nodes count together. Asking it blocks, hence the virtual threads. A
 * bucket that is known to be empty is not asked again before its window ends.
 *
 * <p>While the map cannot be reached the buckets of the process count alone: a limit that is too wide for some seconds
 * harms less than a service that is down.
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
                .withOptimization(Optimizations.batching())
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
        if (System.nanoTime() - alone.get() < 0) {
            return local.take(limit);
        }
        Context context = vertx.getOrCreateContext();
        Promise<Usage> answered = Promise.promise();
        CompletableFuture.<ConsumptionProbe>supplyAsync(() -> bucket(limit).tryConsumeAndReturnRemaining(1), threads)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((probe, failure) -> context.runOnContext(
                        none -> answered.complete(failure == null ? counter.heard(probe) : failed(counter, failure))));
        return answered.future();
    }

    private Usage failed(Counter counter, Throwable failure) {
        long now = System.nanoTime();
        long until = alone.get();
        if (now - until >= 0 && alone.compareAndSet(until, now + PAUSE.toNanos())) {
            LOG.warn(
                    "The cluster does not count requests ({}); for {} s this node counts alone.",
                    failure.toString(),
                    PAUSE.toSeconds());
        }
        return counter.take();
    }

    @Override
    public void giveBack(Limit limit) {
        if (System.nanoTime() - alone.get() < 0) {
            local.giveBack(limit);
            return;
        }
        threads.execute(() -> {
            try {
                bucket(limit).addTokens(1);
            } catch (RuntimeException unreachable) {
                LOG.debug("a request was not given back to {}", limit.name(), unreachable);
            }
        });
    }

    @Override
    public Usage look(Limit limit) {
        return local.look(limit);
    }
}
