package ai.levqor.node;

import ai.levqor.config.ClusterSettings;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;

/** Whether this node can join a cluster, as far as that is up to itself; it does not join. */
public final class ClusterProbe {
    private ClusterProbe() {}

    /** The node's address; throws as a start does where it is not this machine's. */
    public static String address(ClusterSettings settings) throws IOException {
        return Cluster.own(settings.host());
    }

    /**
     * Reads what {@code cluster.tls-*} name, as the event bus does; nothing where it is not encrypted.
     *
     * @throws IOException that names the setting whose file is of no use, and why
     */
    public static void certificates(ClusterSettings settings) throws IOException {
        if (!settings.tls()) {
            return;
        }
        var options = Cluster.eventBus(settings);
        Vertx vertx = Vertx.vertx();
        try {
            keys(vertx, options.getKeyCertOptions(), settings);
            authority(vertx, options.getTrustOptions(), settings);
        } finally {
            vertx.close().await();
        }
    }

    private static void keys(Vertx vertx, KeyCertOptions options, ClusterSettings settings) throws IOException {
        try {
            options.getKeyManagerFactory(vertx);
        } catch (Exception e) { // the interface declares no other
            throw refused(
                    "cluster.tls-key and cluster.tls-certificate",
                    settings.tlsKey() + " and " + settings.tlsCertificate(),
                    e);
        }
    }

    private static void authority(Vertx vertx, TrustOptions options, ClusterSettings settings) throws IOException {
        try {
            options.getTrustManagerFactory(vertx);
        } catch (Exception e) { // the interface declares no other
            throw refused("cluster.tls-authority", settings.tlsAuthority(), e);
        }
    }

    private static IOException refused(String setting, String file, Exception cause) {
        return new IOException(setting + ": " + file + " cannot be used: " + cause.getMessage(), cause);
    }
}
