package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster with a secret and certificates: its own nodes reach each other, nobody else does. */
@SuppressWarnings("NullAway.Init") // set before the first test
class ClusterTlsIT {
    private static final String SECRET = "a5c1e07b3f9d284660d2";
    private static final ClusterPorts PORTS = ClusterPorts.free();

    @TempDir
    static Path folder;

    private static Certificates own;
    private static ServerProcess jobs;
    private static ServerProcess http;

    @BeforeAll
    static void start() throws Exception {
        own = Certificates.in(Files.createDirectory(folder.resolve("own")));
        Launch launch = Launch.on(Store.POSTGRES).with(own.settings()).with("LEVQOR_CLUSTER_SECRET", SECRET);
        jobs = PORTS.first(launch.arguments("run", "--only", "audit,keys,jobs,workers", "--cluster"))
                .start();
        http = PORTS.second(launch.sibling().arguments("run", "--only", "http", "--cluster"))
                .start();
    }

    @AfterAll
    static void stop() {
        http.close();
        jobs.close();
    }

    @Test
    void nodesWithTheSecretAndACertificateReachEachOther() throws Exception {
        http.client().await(http.client().submit("echo", new JsonObject()), "succeeded");
        BusPeer peer = new BusPeer(PORTS.members(), name(), tls(own));
        assertEquals("queued", submit(peer).getString("status"));
        peer.close();
    }

    @Test
    void whoLacksACertificateIsRefused() throws Exception {
        assertRefused(new EventBusOptions());
        assertRefused(tls(Certificates.in(Files.createDirectory(folder.resolve("other"))))
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(own.certificate().toString())));
    }

    private static void assertRefused(EventBusOptions options) throws Exception {
        BusPeer peer = new BusPeer(PORTS.members(), name(), options);
        var refused = assertThrows(ExecutionException.class, () -> submit(peer));
        assertInstanceOf(ReplyException.class, refused.getCause());
        peer.close();
        http.client().await(http.client().submit("echo", new JsonObject()), "succeeded");
    }

    @Test
    void whoLacksTheSecretDoesNotJoin() throws Exception {
        BusPeer peer = new BusPeer(PORTS.members(), "levqor", tls(own));
        var refused = assertThrows(ExecutionException.class, () -> submit(peer));
        assertTrue(refused.toString().contains("No handlers"), refused::toString);
        peer.close();
        assertTrue(!http.log().contains(SECRET) && !http.log().contains(name()), http::log);
    }

    private static JsonObject submit(BusPeer peer) throws Exception {
        var options = new DeliveryOptions().addHeader("api-key", Launch.KEY).setSendTimeout(3_000);
        return BusPeer.get(peer.bus().<JsonObject>request("jobs.submit", Client.job("echo", new JsonObject()), options))
                .body();
    }

    private static EventBusOptions tls(Certificates certificates) {
        return new EventBusOptions()
                .setSsl(true)
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setKeyPath(certificates.key().toString())
                        .setCertPath(certificates.certificate().toString()))
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(certificates.certificate().toString()));
    }

    /** As the README says for other applications. */
    private static String name() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "levqor-" + HexFormat.of().formatHex(mac.doFinal("levqor".getBytes(StandardCharsets.UTF_8)));
    }
}
