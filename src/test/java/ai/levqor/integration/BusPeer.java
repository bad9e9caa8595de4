package ai.levqor.integration;

import ai.levqor.TestPorts;
import com.hazelcast.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.concurrent.TimeUnit;

/** Somebody else's Vert.x application in the cluster: it has nothing of the product but the addresses. */
final class BusPeer {
    private final Vertx vertx;

    /** Joins the nodes at {@code members}. */
    BusPeer(String members) throws Exception {
        this(members, "levqor", new EventBusOptions());
    }

    /** Joins the nodes at {@code members}, whose cluster has the name {@code name}. */
    BusPeer(String members, String name, EventBusOptions options) throws Exception {
        Config config = ConfigUtil.loadConfig();
        config.setClusterName(name);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.getNetworkConfig()
                .setPort(TestPorts.free())
                .setPublicAddress("127.0.0.1")
                .getInterfaces()
                .setEnabled(true)
                .addInterface("127.0.0.1");
        var join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).addMember(members);
        options.setHost("127.0.0.1");
        vertx = get(Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(options))
                .withClusterManager(new HazelcastClusterManager(config))
                .buildClustered());
    }

    Vertx vertx() {
        return vertx;
    }

    EventBus bus() {
        return vertx.eventBus();
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    void close() throws Exception {
        get(vertx.close());
    }
}
