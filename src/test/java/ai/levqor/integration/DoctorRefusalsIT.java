package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestPorts;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code levqor run} refuses to start with, {@code levqor doctor} finds before. */
class DoctorRefusalsIT extends DoctorCase {
    private static final String CLUSTER_HOST = "LEVQOR_CLUSTER_HOST";

    @TempDir
    Path dir;

    @Test
    void aMasterSecretThatIsTooShort() throws Exception {
        Launch launch = Launch.node().with("LEVQOR_SECRET", "");
        Path secret = Files.writeString(launch.data().resolve("secret"), "abc");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertFound(launch, "secrets", "delete " + secret, "has 3 characters and needs at least 32");
    }

    @Test
    void aDevelopmentKeyThatIsEmpty() throws Exception {
        Launch launch = Launch.node();
        Path key = Files.createFile(
                launch.data().resolve("development-api-key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        assertFound(launch, "secrets", "Delete " + key, key + " is empty");
    }

    @Test
    void aDatabaseInAFolderThatIsNotThere() {
        Path file = dir.resolve("none").resolve("x.db");
        assertFound(
                Launch.node().with("LEVQOR_DATABASE_URL", "sqlite:" + file),
                "database",
                "LEVQOR_DATABASE_URL",
                "there is no folder " + file.getParent());
    }

    @Test
    void aDatabaseBesideTheDataFolderThatTheStartMakes() {
        Launch launch = Launch.node();
        assertHealthy(launch.in(launch.data().resolve("a/b")));
        assertFalse(Files.exists(launch.data().resolve("a")), "doctor leaves nothing behind");
    }

    @Test
    void aDataFolderThatCannotBeMade() {
        // Not even root may make a folder there, though the rights say so.
        assertFound(Launch.node().in(Path.of("/proc/x")), "data-dir", "LEVQOR_DATA_DIR", "/proc/x");
    }

    @Test
    void pricesThatCannotBeRead() {
        String file = dir.resolve("nope.yaml").toString();
        assertFound(Launch.node().with("LEVQOR_COSTS_PRICES", file), "prices", "LEVQOR_COSTS_PRICES", file);
    }

    @Test
    void connectorsThatCannotBeRead() throws Exception {
        Path folder = dir.resolve("nope");
        Launch launch = Launch.node().with("LEVQOR_CONNECTORS_FOLDER", folder.toString());
        assertFound(launch, "connectors", "LEVQOR_CONNECTORS_FOLDER", folder + ", which is not there");
        Files.writeString(Files.createDirectory(folder).resolve("mine.yaml"), "name: mine");
        assertFound(launch, "connectors", "LEVQOR_CONNECTORS_FOLDER", folder.resolve("mine.yaml") + "");
    }

    @Test
    void aClusterAtAnAddressOfAnotherMachine() {
        assertFound(
                Launch.node().with(cluster()).with(CLUSTER_HOST, "10.77.77.77"),
                "cluster",
                CLUSTER_HOST,
                "10.77.77.77 is no address of this machine");
    }

    @Test
    void aClusterWhoseNodesCannotShareTheDatabase() {
        Launch launch = Launch.node().with(cluster());
        assertHealthy(launch);
        assertTrue(warnsOfSqlite(launch));
        assertFalse(warnsOfSqlite(launch.with(Store.POSTGRES.fresh())));
    }

    private static boolean warnsOfSqlite(Launch launch) {
        return examine(launch).getJsonArray("findings").stream()
                .map(JsonObject.class::cast)
                .anyMatch(finding -> finding.getString("check").equals("cluster")
                        && finding.getString("state").equals("warning")
                        && finding.getString("cure").contains("LEVQOR_DATABASE_URL"));
    }

    @Test
    void certificatesThatAreNone() throws Exception {
        Path text = Files.writeString(dir.resolve("notes.txt"), "These are my notes.");
        Launch launch = Launch.node().with(cluster());
        Map<String, String> good = Certificates.in(dir).settings();
        assertHealthy(launch.with(good));
        for (String setting : good.keySet()) {
            Launch wrong = launch.with(good).with(setting, text.toString());
            assertError(wrong, "cluster", setting);
            assertFalse(wrong.begin().exit() == 0);
        }
    }

    private static Map<String, String> cluster() {
        return Map.of(
                "LEVQOR_CLUSTER_ENABLED",
                "true",
                "LEVQOR_CLUSTER_MEMBERS",
                "127.0.0.1",
                CLUSTER_HOST,
                "127.0.0.1",
                "LEVQOR_CLUSTER_PORT",
                TestPorts.free() + "");
    }

    /** By both, and the server's last line says it. */
    private static void assertFound(Launch launch, String check, String cure, String words) {
        assertError(launch, check, cure);
        ServerProcess server = launch.begin();
        assertEquals(1, server.exit(), server::log);
        assertTrue(server.log().lines().toList().getLast().contains(words), server::log);
        assertFalse(server.log().contains("\tat "), server::log);
    }
}
