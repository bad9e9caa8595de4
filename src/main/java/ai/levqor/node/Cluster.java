package ai.levqor.node;

import ai.levqor.bus.Tracing;
import ai.levqor.config.ClusterSettings;
import ai.levqor.metrics.Metrics;
import ai.levqor.metrics.ProcessMeters;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Optional;
import java.util.function.Supplier;

/** Joins the nodes that the settings name over TCP/IP; nothing is found by multicast. */
final class Cluster {
    private Cluster() {}

    static Future<Vertx> join(VertxOptions options, ClusterSettings settings, Tracing tracing, Metrics metrics) {
        var manager = new HazelcastClusterManager(config(settings));
        options.setEventBusOptions(new EventBusOptions().setHost(settings.host()));
        VertxBuilder builder = tracing.install(
                        ProcessMeters.install(Vertx.builder(), options, metrics).with(options))
                .withClusterManager(manager);
        return builder.buildClustered();
    }

    /** A check that this node is a member of the cluster; nothing where there is none. */
    static Optional<Supplier<Future<?>>> check(Vertx vertx) {
        if (!(vertx instanceof VertxInternal internal
                && internal.clusterManager() instanceof HazelcastClusterManager manager)) {
            return Optional.empty();
        }
        var hazelcast = manager.getHazelcastInstance();
        // Not whether all partitions have their backups: that fails on every node while another one comes or goes.
        return Optional.of(() -> hazelcast.getLifecycleService().isRunning() && manager.isActive()
                ? Future.succeededFuture()
                : Future.failedFuture("this node left the cluster"));
    }

    private static Config config(ClusterSettings settings) {
        // Vert.x' own configuration has what its maps need; ours is where and how to join.
        Config config = ConfigUtil.loadConfig();
        config.setClusterName("levqor");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "2");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "15");
        config.getNetworkConfig()
                .setPort(settings.port())
                .setPortAutoIncrement(true)
                .setPortCount(100)
                .setPublicAddress(settings.host())
                .getInterfaces()
                .setEnabled(true)
                .addInterface(settings.host());
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(settings.members());
        return config;
    }
}
