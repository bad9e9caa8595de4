package ai.levqor.security;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.security.OutboundException.Reason;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS: the certificate must be that of the URL's host, wherever the host resolves to. */
class GuardedClientTlsIT extends GuardedClientCase {
    private static final String PASSWORD = "password";

    @TempDir
    static Path folder;

    private final AtomicInteger calls = new AtomicInteger();
    private int port;

    @BeforeEach
    void serveTls() throws Exception {
        PfxOptions certificate = new PfxOptions()
                .setPath(certificateFor("callback.test").toString())
                .setPassword(PASSWORD);
        port = vertx.createHttpServer(
                        new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(certificate))
                .requestHandler(request -> {
                    calls.incrementAndGet();
                    request.response()
                            .end(request.connection().indicatedServerName() + " " + request.getHeader("Host"));
                })
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS)
                .actualPort();
    }

    @Test
    void namesTheHostInSniAndHeaderAndChecksItsCertificate() throws Exception {
        assertEquals(
                "callback.test callback.test:" + port,
                send(trusting(), get("https://callback.test:" + port + "/"))
                        .body()
                        .toString());
    }

    @Test
    void refusesTheCertificateOfAnotherHost() {
        assertEquals(
                Reason.TLS_FAILED,
                failure(trusting(), get("https://other.test:" + port + "/")).reason());
        assertEquals(
                Reason.TLS_FAILED,
                failure(trusting(), get("https://127.0.0.1:" + port + "/")).reason());
        assertEquals(0, calls.get());
    }

    @Test
    void refusesACertificateThatNobodyTrusted() {
        names.add(List.of("127.0.0.1"));

        OutboundException failure = failure(client(), get("https://callback.test:" + port + "/"));

        assertEquals(Reason.TLS_FAILED, failure.reason());
        assertEquals("no secure connection with callback.test (TLS or certificate)", failure.getMessage());
        assertEquals(0, calls.get());
    }

    @Test
    void refusesAServerWithoutTls() throws Exception {
        int plain = serve(request -> request.response().end());

        assertEquals(
                Reason.TLS_FAILED,
                failure(trusting(), get("https://callback.test:" + plain + "/")).reason());
    }

    private GuardedClient trusting() {
        PfxOptions trust = new PfxOptions()
                .setPath(folder.resolve("callback.test.p12").toString())
                .setPassword(PASSWORD);
        return new GuardedClient(vertx, policy(1000, 8, 8), _ -> List.of(InetAddress.ofLiteral("127.0.0.1")), trust);
    }

    /** A self-signed certificate, made by the JDK's own tool. */
    private static Path certificateFor(String host) throws IOException, InterruptedException {
        Path store = folder.resolve(host + ".p12");
        if (!store.toFile().exists()) {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "server",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=" + host,
                            "-ext",
                            "SAN=dns:" + host,
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            PASSWORD,
                            "-keystore",
                            store.toString())
                    .inheritIO()
                    .start();
            assertEquals(0, keytool.waitFor());
        }
        return store;
    }
}
