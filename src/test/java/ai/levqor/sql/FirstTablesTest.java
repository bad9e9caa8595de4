package ai.levqor.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build leaves for a new file. */
class FirstTablesTest {
    private static final String TABLES = "select type, name, tbl_name, sql from sqlite_master order by type, name";
    private static final String HISTORY =
            "select installed_rank, version, description, script, checksum, success from flyway_schema_history";
    private static final String ROWS = "select name, seq, hash from audit_chain order by name";

    @Test
    void areThoseThatTheMigrationsMake(@TempDir Path copied, @TempDir Path migrated) throws Exception {
        assertTrue(FirstTables.begin(copied.resolve("levqor.db")));
        // A file, though an empty one, is left to the migrations.
        Files.createFile(migrated.resolve("levqor.db"));
        int all = Migrations.run(DatabaseUrl.of("", migrated));
        assertEquals(0, Migrations.run(DatabaseUrl.of("", copied)));
        assertEquals(all, rows(copied, HISTORY).size());
        for (String query : List.of(TABLES, HISTORY, ROWS, "pragma auto_vacuum", "pragma journal_mode")) {
            assertEquals(rows(migrated, query), rows(copied, query), query);
        }
        assertEquals(List.of("ok"), rows(copied, "pragma integrity_check"));
    }

    @Test
    void aFirstStartCopiesThemAndTellsHowManyMigrationsItHas(@TempDir Path dir) throws Exception {
        int all = Migrations.run(DatabaseUrl.of("", dir));
        assertEquals(List.of("build"), rows(dir, "select distinct installed_by from flyway_schema_history"));
        assertEquals(Migrations.NEWEST, String.valueOf(all));
        assertEquals(0, Migrations.run(DatabaseUrl.of("", dir)));
    }

    @Test
    void anUpgradeGoesOnFromThere(@TempDir Path dir) throws Exception {
        var url = DatabaseUrl.of("", dir);
        Migrations.run(url);
        Migrations.check(url);
        assertEquals(0, Migrations.missing(url));
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("levqor.db"));
                var statement = connection.createStatement()) {
            // As the version before would have left it.
            statement.execute("delete from flyway_schema_history where version = '" + Migrations.NEWEST + "'");
            statement.execute("drop table installation");
        }
        assertEquals(1, Migrations.missing(url));
        assertEquals(1, Migrations.run(url));
    }

    @Test
    void nothingThatLiesThereIsTouched(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("levqor.db");
        Files.writeString(file, "somebody's");
        assertFalse(FirstTables.begin(file));
        assertEquals("somebody's", Files.readString(file));
        Files.delete(file);
        // The log of a file that is gone would be read into a new one.
        Path log = Files.createFile(dir.resolve("levqor.db-wal"));
        assertFalse(FirstTables.begin(file));
        Files.delete(log);
        assertTrue(FirstTables.begin(file));
        assertFalse(FirstTables.begin(file));
        try (var left = Files.list(dir)) {
            assertEquals(List.of(file), left.toList(), "the copy is not left behind");
        }
    }

    private static List<String> rows(Path folder, String query) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("levqor.db"));
                var statement = connection.createStatement();
                var found = statement.executeQuery(query)) {
            var rows = new ArrayList<String>();
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= columns; i++) {
                    row.add(found.getString(i));
                }
                rows.add(String.join("|", row.stream().map(String::valueOf).toList()));
            }
            return rows;
        }
    }
}
