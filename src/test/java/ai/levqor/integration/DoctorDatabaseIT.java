package ai.levqor.integration;

import ai.levqor.TestPostgres;
import ai.levqor.sql.DatabaseUrl;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that is damaged, or not there, has its own cure. */
@SuppressWarnings("NullAway.Init") // set before each test
class DoctorDatabaseIT extends DoctorCase {
    private static final int PAGE = 4_096;
    private static final String RESTORE = "levqor restore";

    private Launch launch;
    private Path file;

    @BeforeEach
    void migrated() {
        launch = Launch.node();
        file = launch.data().resolve("levqor.db");
        launch.arguments("migrate").begin().exit();
        assertHealthy(launch);
    }

    @Test
    void aDamagedPageIsFound() throws Exception {
        try (var damaged = new RandomAccessFile(file.toFile(), "rw")) {
            damaged.seek(damaged.length() / PAGE / 2 * PAGE);
            damaged.write(new byte[64]);
        }
        assertError(launch, "database", RESTORE);
    }

    @Test
    void aTruncatedFileIsFound() throws Exception {
        try (var truncated = new RandomAccessFile(file.toFile(), "rw")) {
            truncated.setLength(truncated.length() / 2);
        }
        assertError(launch, "database", RESTORE);
    }

    @Test
    void whatIsLeftOfAFirstPageIsFound() throws Exception {
        try (var truncated = new RandomAccessFile(file.toFile(), "rw")) {
            truncated.setLength(PAGE / 2);
        }
        assertError(launch, "database", RESTORE);
    }

    @Test
    void aFileOfAnotherKindIsNotToBeRestored() throws Exception {
        Files.writeString(file, "These are my notes.");
        assertError(launch, "database", "LEVQOR_DATABASE_URL name another file");
    }

    @Test
    void anotherMasterSecretThanTheDatabasesIsFound() {
        launch.start().close();
        assertHealthy(launch);
        assertError(
                launch.with("LEVQOR_SECRET", "another-secret-of-32-characters-or-more"), "secrets", "LEVQOR_SECRET");
    }

    @Test
    void aNewerVersionsTablesAreFound() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("insert into flyway_schema_history (installed_rank, version, description, type, script,"
                    + " checksum, installed_by, execution_time, success)"
                    + " values (9999, '9999', 'later', 'SQL', 'V9999__later.sql', 1, '', 1, 1)");
        }
        assertError(launch, "database", "LEVQOR_DATABASE_URL");
    }

    @Test
    void aDatabaseThatPostgresDoesNotHaveIsToBeMade() {
        var url = (DatabaseUrl.Postgres) TestPostgres.fresh();
        assertError(
                launch.with("LEVQOR_DATABASE_URL", url.text().replaceFirst("/[^/]*$", "/nowhere")),
                "database",
                "createdb nowhere");
    }
}
