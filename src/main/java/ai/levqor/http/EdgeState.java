package ai.levqor.http;

import ai.levqor.config.ActivitySettings;
import ai.levqor.config.HttpSettings;
import ai.levqor.config.LimitsSettings;
import ai.levqor.limits.Buckets;
import ai.levqor.limits.LocalBuckets;
import ai.levqor.limits.RateLimits;
import ai.levqor.limits.SharedBuckets;
import ai.levqor.node.Kernel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.Shareable;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the event loops of a process share.
 *
 * @param connections how many are open
 * @param streams room for live streams
 */
record EdgeState(RateLimits limits, AtomicInteger connections, StreamSlots streams) implements Shareable {
    private static final String NAME = "levqor.edge";
    private static final int MAX_BUCKETS = 100_000;

    /** The state of this process, made by the first event loop that asks; opening the cluster's map blocks. */
    static Future<EdgeState> of(Kernel kernel) {
        var states = kernel.vertx().sharedData().<String, EdgeState>getLocalMap(NAME);
        return kernel.vertx().executeBlocking(() -> states.computeIfAbsent(NAME, none -> open(kernel)));
    }

    private static EdgeState open(Kernel kernel) {
        LimitsSettings settings = kernel.settings().section("limits", LimitsSettings.class);
        return new EdgeState(
                new RateLimits(buckets(kernel.vertx()), settings.perIp(), settings.global()),
                new AtomicInteger(),
                streams(kernel));
    }

    /** A stream's question must be answered before the bus gives it up. */
    private static StreamSlots streams(Kernel kernel) {
        var activity = kernel.settings().section("activity", ActivitySettings.class);
        Duration half = kernel.settings()
                .section("http", HttpSettings.class)
                .requestTimeout()
                .dividedBy(2);
        Duration heartbeat = activity.heartbeat().compareTo(half) < 0 ? activity.heartbeat() : half;
        return new StreamSlots(activity.maxStreams(), activity.maxStreamsPerKey(), heartbeat);
    }

    private static Buckets buckets(Vertx vertx) {
        var local = new LocalBuckets(MAX_BUCKETS);
        return vertx instanceof VertxInternal internal
                        && internal.clusterManager() instanceof HazelcastClusterManager hazelcast
                ? SharedBuckets.open(vertx, hazelcast.getHazelcastInstance(), local)
                : local;
    }
}
