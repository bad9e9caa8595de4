package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sslmode} of the database's URL, against a PostgreSQL whose certificate is for localhost and signed by itself. */
@SuppressWarnings("NullAway.Init") // set before the first test
class PostgresTlsIT {
    private static final String PASSWORD = "password";

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws Exception {
        Path store = certificate();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        Path certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        Path key =
                pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", certificate.toString())
                .setServerConfig("ssl_key_file", key.toString())
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        postgres.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost require",
                "127.0.0.1 require",
                "localhost verify-ca",
                "127.0.0.1 verify-ca",
                "localhost verify-full"
            })
    void whatIsAskedForIsEncrypted(String hostAndMode) throws Exception {
        String[] asked = hostAndMode.split(" ", -1);
        Launch launch = launch(asked[0], asked[1]);
        try (ServerProcess server = (asked[1].equals("require") ? launch : trusting(launch)).start()) {
            server.client().await(server.client().submit("echo", new JsonObject()), "succeeded");
            // All of them: the migrations' have ended, the heartbeat's and the pool's are open.
            assertEquals(0, connections("not s.ssl"));
            assertTrue(connections("s.ssl") >= 2);
        }
    }

    @Test
    void aCertificateThatNobodyTrustsIsRefused() {
        assertRefused(launch("localhost", "verify-ca"));
        assertRefused(launch("localhost", "verify-full"));
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() {
        assertRefused(trusting(launch("127.0.0.1", "verify-full")));
    }

    private static void assertRefused(Launch launch) {
        ServerProcess process = launch.begin();
        assertEquals(1, process.exit(), process::log);
        assertTrue(process.log().contains("LEVQOR_DATABASE_URL"), process::log);
        assertTrue(process.log().lines().noneMatch(line -> line.startsWith("\tat ")), process::log);
    }

    private static Launch launch(String host, String mode) {
        return Launch.node()
                .with(
                        "LEVQOR_DATABASE_URL",
                        "postgresql://postgres:postgres@" + host + ":" + postgres.getPort() + "/postgres?sslmode="
                                + mode);
    }

    private static Launch trusting(Launch launch) {
        return launch.with(
                "JDK_JAVA_OPTIONS",
                "-Djavax.net.ssl.trustStore=" + folder.resolve("server.p12") + " -Djavax.net.ssl.trustStorePassword="
                        + PASSWORD);
    }

    private static int connections(String which) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*) from pg_stat_ssl s join pg_stat_activity a on a.pid = s.pid"
                                + " where a.application_name = 'levqor' and " + which)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** Made by the JDK's own tool; what has its certificate trusts it. */
    private static Path certificate() throws Exception {
        Path store = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertEquals(0, keytool.waitFor());
        return store;
    }

    private static Path pem(String type, byte[] der) throws Exception {
        String text = "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
        Path file = Files.createFile(
                folder.resolve(type.replace(' ', '-') + ".pem"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }
}
