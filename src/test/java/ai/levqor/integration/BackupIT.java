package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code levqor backup} beside a server under load, and {@code levqor restore} of what it wrote. */
class BackupIT {
    private static final String ANOTHER = "another master secret than the one";

    @TempDir
    Path dir;

    @Test
    void aBackupUnderLoadKeepsEveryJobThatWasAcknowledgedBefore() throws Exception {
        Launch launch = Launch.node();
        Path file = dir.resolve("levqor.backup");
        List<String> before;
        try (ServerProcess server = launch.start()) {
            Client client = server.client();
            Queue<String> accepted = new ConcurrentLinkedQueue<>();
            var stop = new AtomicBoolean();
            List<Thread> clients = IntStream.range(0, 4)
                    .mapToObj(i -> Thread.ofVirtual().start(() -> submit(client, accepted, stop)))
                    .toList();
            Eventually.await("clients are served", () -> accepted.size() > 300);
            before = List.copyOf(accepted);
            succeeds(launch, "backup", file.toString());
            int after = accepted.size();
            assertTrue(after > before.size(), "it was made under load");
            Eventually.await("clients are still served", () -> accepted.size() > after + 50);
            stop.set(true);
            for (Thread thread : clients) {
                thread.join();
            }
        }
        // On another machine: an empty data folder, the same secret.
        Launch other = Launch.node();
        succeeds(other, "restore", file.toString());
        succeeds(other, "audit", "verify");
        try (ServerProcess server = other.start()) {
            for (String id : before) {
                server.client().await(id, "succeeded");
            }
            server.client().await(server.client().submit("echo", new JsonObject()), "succeeded");
        }
        assertTrue(Files.exists(file));
    }

    /** Whenever it is killed: what has the backup's name is whole. */
    @Test
    void aBackupThatIsKilledLeavesNothingThatLooksLikeOne() throws Exception {
        Launch launch = Launch.node();
        Path file = dir.resolve("killed.backup");
        Path part = dir.resolve("killed.backup.part");
        var payload = new JsonObject().put("text", "x".repeat(200_000));
        try (ServerProcess server = launch.start()) {
            for (int i = 0; i < 100; i++) {
                server.client().submit("noop", payload); // so much that writing and checking it takes a moment
            }
            try (ServerProcess backup =
                    launch.arguments("backup", file.toString()).begin()) {
                Eventually.await("it writes", () -> Files.exists(part) || !backup.alive());
                backup.kill();
            }
            if (!Files.exists(file)) {
                succeeds(launch, "backup", file.toString());
            }
            assertFalse(Files.exists(part), "what is left of the killed one is gone");
        }
        succeeds(Launch.node(), "restore", file.toString());
    }

    @Test
    void restoreKeepsTheOldDatabaseAside() throws Exception {
        Launch launch = Launch.node();
        Path file = dir.resolve("one.backup");
        String kept;
        String later;
        try (ServerProcess server = launch.start()) {
            kept = server.client().submit("echo", new JsonObject());
            succeeds(launch, "backup", file.toString());
            later = server.client().submit("echo", new JsonObject());
            fails(launch, "another server has it", "restore", file.toString());
            server.client().await(later, "succeeded");
        }
        succeeds(launch, "restore", file.toString());
        Path database = launch.data().resolve("levqor.db");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(database)));
        Path aside = only(launch.data(), "levqor.db.before-");
        try (ServerProcess server = launch.start()) {
            server.client().await(kept, "succeeded");
            assertEquals(404, server.client().get("/api/v1/status/" + later).status());
        }
        // The one aside is whole: it can be used as it is.
        Launch old = Launch.node().with("LEVQOR_DATABASE_URL", "sqlite:" + aside);
        try (ServerProcess server = old.start()) {
            server.client().await(later, "succeeded");
        }
    }

    /** The command that replaces everything, the audit trail included, is in the trail. */
    @Test
    void theRestoredTrailSaysWhoRestored() throws Exception {
        Launch launch = Launch.node();
        Path file = dir.resolve("trail.backup");
        try (ServerProcess server = launch.start()) {
            server.client().submit("echo", new JsonObject());
        }
        succeeds(launch, "backup", file.toString());
        JsonObject restored = json(launch, "restore", "--json", file.toString());
        assertTrue(restored.getBoolean("recorded"), restored::encode);
        JsonObject row = new JsonArray(output(launch, "audit", "list", "--json", "--limit", "1")).getJsonObject(0);
        assertEquals("database.restore", row.getString("operation"));
        assertEquals("cli:" + System.getProperty("user.name"), row.getString("caller"));
        assertEquals(Instant.ofEpochSecond(restored.getLong("taken_at")).toString(), row.getString("subject"));
        assertEquals("ok", row.getString("outcome"));
        assertFalse(row.getString("address").isEmpty());
        assertTrue(row.getString("user_agent").startsWith("levqor-cli/"), row::encode);
        assertTrue(row.getDouble("at") >= restored.getLong("taken_at"), row::encode);
        JsonObject verified = json(launch, "audit", "verify", "--json");
        assertEquals(restored.getLong("audit_rows") + 1, verified.getLong("rows"));
    }

    @Test
    void aTrailThatTakesNoRowStopsNoRestore() throws Exception {
        Launch launch = Launch.node();
        Path file = dir.resolve("full.backup");
        succeeds(launch, "migrate");
        try (var connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + launch.data().resolve("levqor.db"));
                var statement = connection.createStatement()) {
            statement.execute("create trigger full before insert on audit_segments"
                    + " begin select raise(abort, 'there is no room'); end");
        }
        succeeds(launch, "backup", file.toString());
        String said = output(launch, "restore", file.toString());
        assertTrue(said.contains("The audit trail has no row of this restore: "), said);
        assertTrue(said.contains("there is no room") && said.contains("Restored the backup of "), said);
        succeeds(launch, "audit", "verify");
    }

    @Test
    void whatIsDamagedIsNotRestored() throws Exception {
        Launch launch = Launch.node();
        Path file = dir.resolve("damaged.backup");
        String kept;
        try (ServerProcess server = launch.start()) {
            kept = server.client().submit("echo", new JsonObject());
            succeeds(launch, "backup", file.toString());
        }
        try (var damaged = new RandomAccessFile(file.toFile(), "rw")) {
            long from = damaged.length() / 2;
            damaged.seek(from);
            damaged.write(new byte[(int) Math.min(40_000, damaged.length() - from)]);
        }
        fails(launch, "damaged", "restore", file.toString());
        Path changed = dir.resolve("changed.backup");
        succeeds(launch, "backup", changed.toString());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(changed)));
        try (var one = new RandomAccessFile(changed.toFile(), "rw")) {
            one.seek(one.length() * 2 / 3);
            int was = one.read();
            one.seek(one.length() * 2 / 3);
            one.write(~was);
        }
        fails(launch, "damaged", "restore", changed.toString());
        fails(launch, "no backup of Levqor", "restore", launch.data().resolve("levqor.db") + "");
        try (ServerProcess server = launch.start()) {
            server.client().await(kept, "succeeded");
        }
    }

    @Test
    void anotherSecretIsRefusedUnlessAskedFor() throws Exception {
        Launch launch = Launch.node();
        Path file = dir.resolve("secret.backup");
        try (ServerProcess server = launch.start()) {
            server.client().submit("echo", new JsonObject());
        }
        succeeds(launch, "backup", file.toString());
        fails(launch, "exists already", "backup", file.toString());
        Launch other = Launch.node().with("LEVQOR_SECRET", "another-secret-of-32-characters-or-more");
        fails(other, "another master secret", "restore", file.toString());
        assertFalse(Files.exists(other.data().resolve("levqor.db")));
        succeeds(other, "restore", "--other-secret", file.toString());
        try (ServerProcess server = other.start()) {
            server.client().submit("echo", new JsonObject());
            assertFalse(server.log().contains(ANOTHER), server::log);
        }
        try (ServerProcess server = launch.with("LEVQOR_SECRET", "another-secret-of-32-characters-or-more")
                .start()) {
            Eventually.await("the log tells", () -> server.log().contains(ANOTHER));
        }
    }

    @Test
    void aSecretThatIsNotThereIsAskedForAndNotMade() throws Exception {
        Launch launch = Launch.node();
        assertEquals(0, launch.arguments("migrate").begin().exit());
        Path file = dir.resolve("own.backup");
        succeeds(launch, "backup", file.toString());
        Launch other = Launch.node().with("LEVQOR_SECRET", "");
        Path secret = other.data().resolve("secret");
        fails(other, "into " + secret + ", or set LEVQOR_SECRET", "restore", file.toString());
        assertFalse(Files.exists(secret));
        Files.writeString(secret, launch.settings().get("LEVQOR_SECRET"));
        succeeds(other, "restore", file.toString());
        // Whoever has lost the secret begins with a new one.
        Launch lost = Launch.node().with("LEVQOR_SECRET", "");
        succeeds(lost, "restore", "--other-secret", file.toString());
        assertTrue(Files.exists(lost.data().resolve("secret")));
    }

    @Test
    void whatIsWrongWithTheArgumentIsSaidOfTheArgument() throws Exception {
        Launch launch = Launch.node();
        assertEquals(0, launch.arguments("migrate").begin().exit());
        Path file = dir.resolve("none").resolve("x.backup");
        fails(launch, "There is no folder " + file.getParent(), "backup", file.toString());
        Path text = Files.writeString(dir.resolve("text.db"), "These are my notes.");
        ServerProcess restore = launch.arguments("restore", text.toString()).begin();
        assertEquals(1, restore.exit(), restore::log);
        assertTrue(restore.log().contains(text + " cannot be used: it is not a SQLite database"), restore::log);
        assertFalse(restore.log().contains("LEVQOR_DATABASE_URL"), restore::log);
    }

    @Test
    void aDiskThatDoesNotTakeTheBackupIsTheBackups() throws Exception {
        Launch launch = Launch.node();
        assertEquals(0, launch.arguments("migrate").begin().exit());
        try (Connection connection =
                        DatabaseUrl.of("", launch.data()).dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table filler as select zeroblob(8000000) as zeros");
        }
        Path file = dir.resolve("full.backup");
        // More than the driver's library, which it unpacks, and less than the database.
        ServerProcess backup =
                launch.limited(4096).arguments("backup", file.toString()).begin();
        assertEquals(1, backup.exit(), backup::log);
        assertTrue(backup.log().contains(file + ": the disk"), backup::log);
        assertFalse(backup.log().contains("levqor.db"), backup::log);
        assertFalse(Files.exists(file));
    }

    @Test
    void onPostgresTheCommandToUseIsSaid() {
        ServerProcess backup = Launch.on(Store.POSTGRES)
                .arguments("backup", dir.resolve("x").toString())
                .begin();
        assertEquals(1, backup.exit(), backup::log);
        assertTrue(backup.log().contains("pg_dump --format=custom --file="), backup::log);
    }

    private static void submit(Client client, Queue<String> accepted, AtomicBoolean stop) {
        while (!stop.get()) {
            try {
                accepted.add(client.submit("echo", new JsonObject()));
            } catch (IOException | InterruptedException gone) {
                return;
            }
        }
    }

    private static void succeeds(Launch launch, String... arguments) {
        output(launch, arguments);
    }

    private static JsonObject json(Launch launch, String... arguments) {
        return new JsonObject(output(launch, arguments));
    }

    private static String output(Launch launch, String... arguments) {
        ServerProcess command = launch.arguments(arguments).begin();
        assertEquals(0, command.exit(), command::log);
        return command.log();
    }

    private static void fails(Launch launch, String words, String... arguments) {
        ServerProcess command = launch.arguments(arguments).begin();
        assertEquals(1, command.exit(), command::log);
        assertTrue(command.log().contains(words), command::log);
        assertFalse(command.log().contains("\tat "), command::log);
    }

    private static Path only(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .filter(file -> !file.toString().matches(".*-(wal|shm)"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
