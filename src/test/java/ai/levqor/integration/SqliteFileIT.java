package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database's file and its folder: what cannot be used is said in one line, and only one server uses it. */
class SqliteFileIT {
    @TempDir
    Path dir;

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path file = dir.resolve("none").resolve("levqor.db");
        assertRefused(database(file), file + "", "there is no folder " + file.getParent(), "LEVQOR_DATABASE_URL");
    }

    @Test
    void aFolderInTheFilesPlaceIsNamed() {
        assertRefused(database(dir), dir + "", "it is a folder", "LEVQOR_DATABASE_URL");
    }

    @Test
    void whatIsNoDatabaseIsNotTouched() throws Exception {
        Path file = Files.writeString(dir.resolve("notes.txt"), "These are my notes.");
        assertRefused(database(file), file + "", "it is not a SQLite database", "LEVQOR_DATABASE_URL");
        assertEquals("These are my notes.", Files.readString(file));
    }

    @Test
    void aDatabaseOfAnotherProgramIsNotTouched() throws Exception {
        Path file = dir.resolve("other.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("create table customers (name text)");
        }
        assertRefused(database(file), file + "", "another program", "LEVQOR_DATABASE_URL");
    }

    @Test
    void aFileThatCannotBeMadeIsNamed() {
        // Not even root may make a file there.
        assertRefused(database(Path.of("/proc/levqor.db")), "/proc/levqor.db", "may not write", "LEVQOR_DATABASE_URL");
    }

    @Test
    void aFileInTheDataFoldersPlaceIsNamed() throws Exception {
        Launch launch = Launch.node();
        Path file = Files.writeString(dir.resolve("data"), "a file");
        assertRefused(launch.in(file), file + "", "it is a file", "LEVQOR_DATA_DIR");
    }

    /** A device that is always full stands for the disk. */
    @Test
    void aFullDiskIsNamed() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        Path lock = Files.createSymbolicLink(dir.resolve("levqor.db.lock"), full);
        assertRefused(
                database(dir.resolve("levqor.db")), lock + " cannot be written", "make room", "LEVQOR_DATABASE_URL");
    }

    @Test
    void aDataFolderThatTakesNothingMoreIsNamed() {
        Launch launch = Launch.node().with("LEVQOR_SECRET", "").limited(0);
        assertRefused(launch, launch.data() + "", "Make room", "LEVQOR_DATA_DIR");
    }

    @Test
    void aSecondServerIsRefusedUntilTheFirstHasEndedHowever() throws Exception {
        Launch first = Launch.node();
        Launch second = Launch.node()
                .with("LEVQOR_DATABASE_URL", "sqlite:" + first.data().resolve("levqor.db"));
        try (ServerProcess server = first.start()) {
            assertRefused(second, "another server has it", "LEVQOR_DATABASE_URL", "LEVQOR_DATA_DIR");
            String id = server.client().submit("echo", new JsonObject().put("still", "here"));
            server.client().await(id, "succeeded");
            server.kill();
        }
        try (ServerProcess server = second.start()) {
            assertEquals(200, server.client().get("/api/v1/jobs").status());
        }
    }

    @Test
    void commandsWorkBesideAServer() throws Exception {
        Launch launch = Launch.node();
        try (ServerProcess server = launch.start()) {
            ServerProcess create = launch.arguments("keys", "create", "--name", "shop", "--scopes", "jobs:write")
                    .begin();
            assertEquals(0, create.exit(), create::log);
            ServerProcess verify = launch.arguments("audit", "verify").begin();
            assertEquals(0, verify.exit(), verify::log);
            server.client().submit("echo", new JsonObject());
        }
    }

    private static Launch database(Path file) {
        return Launch.node().with(Map.of("LEVQOR_DATABASE_URL", "sqlite:" + file));
    }

    private static void assertRefused(Launch launch, String... words) {
        ServerProcess process = launch.begin();
        assertEquals(1, process.exit(), process::log);
        assertEquals(1, process.log().lines().count(), process::log);
        for (String word : words) {
            assertTrue(process.log().contains(word), () -> "no \"" + word + "\" in " + process.log());
        }
    }
}
