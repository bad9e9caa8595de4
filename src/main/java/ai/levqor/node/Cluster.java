package ai.levqor.node;

import ai.levqor.bus.Tracing;
import ai.levqor.config.ClusterSettings;
import ai.levqor.metrics.Metrics;
import ai.levqor.metrics.ProcessMeters;
import ai.levqor.sql.DatabaseUrl;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins the nodes that the settings name over TCP/IP; nothing is found by multicast. */
final class Cluster {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    private Cluster() {}

    /**
     * Blocks until this node is a member.
     *
     * @throws IOException when it cannot be one, with what to change
     */
    static Vertx join(VertxOptions options, ClusterSettings settings, Tracing tracing, Metrics metrics)
            throws IOException {
        var manager = new HazelcastClusterManager(config(settings, own(settings.host())));
        options.setEventBusOptions(eventBus(settings));
        VertxBuilder builder = tracing.install(
                        ProcessMeters.install(Vertx.builder(), options, metrics).with(options))
                .withClusterManager(manager);
        try {
            return builder.buildClustered()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new IOException(
                    "Cannot join the cluster as " + settings.host() + ":" + settings.port() + ": "
                            + Objects.requireNonNullElse(e.getCause(), e).getMessage(),
                    e);
        }
    }

    /** Warns of a database that no other node can share; one node with it among others without is all that can be meant. */
    static void checkShared(DatabaseUrl url) {
        if (url instanceof DatabaseUrl.Sqlite sqlite) {
            LOG.warn(
                    "this node joins a cluster with the SQLite database {}, which is this node's alone: another node with"
                            + " a database would have other jobs and keys. Set LEVQOR_DATABASE_URL to one PostgreSQL"
                            + " database on all nodes that store",
                    sqlite.file().toAbsolutePath());
        }
    }

    /** The address of {@code host}, which must be one of this machine. */
    static String own(String host) throws IOException {
        @Nullable InetAddress address = null;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            // told below
        }
        if (address == null || NetworkInterface.getByInetAddress(address) == null) {
            throw new IOException("Cannot join the cluster: " + host
                    + " is no address of this machine. Name the one that the other nodes reach it at in"
                    + " LEVQOR_CLUSTER_HOST.");
        }
        return address.getHostAddress();
    }

    /**
     * The connections of the event bus. With certificates both sides of each must show one that the cluster's own authority
     * signed; names in them are not looked at.
     */
    static EventBusOptions eventBus(ClusterSettings settings) {
        var options = new EventBusOptions().setHost(settings.host());
        if (settings.tls()) {
            options.setSsl(true)
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setKeyPath(settings.tlsKey())
                            .setCertPath(settings.tlsCertificate()))
                    .setTrustOptions(new PemTrustOptions().addCertPath(settings.tlsAuthority()))
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"));
        }
        return options;
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

    /**
     * Hazelcast refuses members and clients whose cluster has another name; its open edition has no other door. The name is
     * that of the README's formula, so that other applications can join.
     */
    static String name(String secret) {
        if (secret.isEmpty()) {
            return "levqor";
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "levqor-" + HexFormat.of().formatHex(mac.doFinal("levqor".getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Config config(ClusterSettings settings, String address) {
        // Vert.x' own configuration has what its maps need; ours is where and how to join.
        Config config = ConfigUtil.loadConfig();
        config.setClusterName(name(settings.secret()));
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.logging.details.enabled", "false"); // the cluster's name
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        // The eldest lets nobody in until nobody has asked for so long: 5 s by default, which each restart would pay.
        config.setProperty("hazelcast.wait.seconds.before.join", "1");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "2");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "15");
        config.getNetworkConfig()
                .setPort(settings.port())
                .setPortAutoIncrement(true)
                .setPortCount(100)
                .setPublicAddress(settings.host())
                .getInterfaces()
                .setEnabled(true)
                .addInterface(address);
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(settings.members());
        return config;
    }
}
