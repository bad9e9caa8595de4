package ai.levqor.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
    @Test
    void theNewestIsTheLastFile() throws Exception {
        Path folder = Path.of(Migrations.class.getResource("/db/migration").toURI());
        try (var files = Files.list(folder)) {
            int last = files.map(file -> file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElseThrow();
            assertEquals(String.valueOf(last), Migrations.NEWEST, "Migrations.NEWEST names the last migration");
        }
    }

    @Test
    void whatIsNotUpToDateIsBroughtUpToDate(@TempDir Path dir) throws Exception {
        var url = DatabaseUrl.of("", dir);
        int all = Migrations.run(url);
        assertEquals(0, Migrations.run(url));
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("levqor.db"));
                var statement = connection.createStatement()) {
            // As after an upgrade: the last file is new.
            statement.execute("delete from flyway_schema_history where version = '" + Migrations.NEWEST + "'");
        }
        assertEquals(1, Migrations.missing(url));
        assertTrue(all > 1);
    }

    @Test
    void tablesOfANewerVersionAreRefused(@TempDir Path dir) throws Exception {
        var url = DatabaseUrl.of("", dir);
        Migrations.run(url);
        Migrations.check(url);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("levqor.db"));
                var statement = connection.createStatement()) {
            statement.execute("insert into flyway_schema_history (installed_rank, version, description, type, script,"
                    + " checksum, installed_by, execution_time, success)"
                    + " values (9999, '9999', 'later', 'SQL', 'V9999__later.sql', 1, '', 1, 1)");
        }
        assertThrows(UncheckedIOException.class, () -> Migrations.check(url));
        var refused = assertThrows(UncheckedIOException.class, () -> Migrations.run(url));
        assertTrue(String.valueOf(refused.getMessage()).contains("a newer Levqor"), refused::toString);
    }

    @Test
    void theLibraryLiesBesideTheDatabaseAndIsWhole(@TempDir Path dir) throws Exception {
        String path = System.clearProperty("org.sqlite.lib.path");
        String name = System.clearProperty("org.sqlite.lib.name");
        try {
            SqliteLibrary.keepIn(dir.resolve("native"));
            Path library =
                    Path.of(System.getProperty("org.sqlite.lib.path"), System.getProperty("org.sqlite.lib.name"));
            long size = Files.size(library);
            Files.writeString(library, "not what it was");
            System.clearProperty("org.sqlite.lib.path");
            System.clearProperty("org.sqlite.lib.name");
            SqliteLibrary.keepIn(dir.resolve("native"));
            assertEquals(size, Files.size(library));
        } finally {
            restore("org.sqlite.lib.path", path);
            restore("org.sqlite.lib.name", name);
        }
    }

    private static void restore(String property, String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }
}
