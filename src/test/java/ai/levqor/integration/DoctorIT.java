package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code levqor doctor} finds what is wrong, says what to do, and touches nothing. */
class DoctorIT extends DoctorCase {
    @ParameterizedTest
    @EnumSource(Store.class)
    void allIsWellBeforeAndBesideAServer(Store store) throws Exception {
        Launch launch = Launch.on(store);
        assertHealthy(launch);
        try (var files = Files.list(launch.data())) {
            assertEquals(List.of(), files.toList());
        }
        try (ServerProcess server = launch.start()) {
            assertHealthy(launch);
            assertEquals(200, server.client().get("/health").status());
        }
    }

    @Test
    void whatIsWrongIsFoundWithItsCure() throws Exception {
        Launch launch = Launch.node();
        Path secret = Files.writeString(launch.data().resolve("secret"), "a-secret-that-everybody-here-can-read");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertError(launch, "secrets", "chmod 600 " + secret);

        try (var taken = new ServerSocket(launch.port(), 1, InetAddress.getLoopbackAddress())) {
            assertError(launch, "port", "LEVQOR_HTTP_PORT");
            assertTrue(taken.isBound());
        }
        assertError(
                launch.with("LEVQOR_DATABASE_URL", "postgresql://u:p@127.0.0.1:" + TestPorts.free() + "/db"),
                "database",
                "LEVQOR_DATABASE_URL");
        assertError(launch.with("LEVQOR_AI_URL", "https://nowhere.invalid/v1"), "dns", "Correct the setting");
        assertError(
                launch.with(Map.of(
                        "LEVQOR_SMTP_URL",
                        "smtp://127.0.0.1:" + TestPorts.free(),
                        "LEVQOR_MAIL_FROM",
                        "a@example.com")),
                "smtp",
                "LEVQOR_SMTP_URL");
        Path file = Files.writeString(launch.data().resolve("folder"), "");
        assertError(launch.in(file), "data-dir", "LEVQOR_DATA_DIR");
    }

    /** Of payments only when there are any. */
    @Test
    void theHostsOfPaymentsAndConnectorsAreLookedUp() {
        Launch launch = Launch.node();
        assertError(
                launch.with("LEVQOR_CONNECTORS_SLACK_URL", "https://nowhere.invalid/api"),
                "dns",
                "Correct the setting");
        assertError(launch.with("LEVQOR_CONNECTORS_SLACK_URL", "nowhere"), "connectors", "Mend that");
        Launch elsewhere = launch.with("LEVQOR_STRIPE_URL", "https://nowhere.invalid");
        assertHealthy(elsewhere);
        assertError(
                elsewhere.with(Map.of(
                        "LEVQOR_STRIPE_SECRET_KEY", "sk_test_doctor", "LEVQOR_STRIPE_WEBHOOK_SECRET", "whsec_doctor")),
                "dns",
                "Correct the setting");
    }

    @Test
    void aMailServerThatGreetsIsWell() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> greet(server));
            Launch launch = Launch.node()
                    .with(Map.of(
                            "LEVQOR_SMTP_URL",
                            "smtp://127.0.0.1:" + server.getLocalPort(),
                            "LEVQOR_MAIL_FROM",
                            "a@example.com"));
            assertHealthy(launch);
        }
    }

    private static void greet(ServerSocket server) {
        try (var socket = server.accept()) {
            socket.getOutputStream().write("220 mail.example.com ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().read();
        } catch (IOException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
