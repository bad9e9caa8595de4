import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes the tables that a new SQLite file begins with (ai.levqor.sql.FirstTables) by the migrations, so that there is one
 * truth. What the migrations note of themselves, such as when they ran, is made the same for each build.
 */
final class MakeTables {
    private MakeTables() {}

    /** Takes an empty folder to work in, and the file to make. */
    public static void main(String[] args) throws IOException, SQLException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        Path made = folder.resolve("levqor.db");
        Path target = Path.of(args[1]);
        // Those of an earlier build would be taken for the migrations' work.
        Files.deleteIfExists(target);
        Files.deleteIfExists(made);
        Migrations.run(DatabaseUrl.of("", folder));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + made);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update flyway_schema_history set installed_on = '2000-01-01 00:00:00.000', installed_by = 'build',"
                            + " execution_time = 0");
            statement.execute("vacuum");
        }
        if (Files.exists(folder.resolve("levqor.db-wal"))) {
            throw new IOException("part of the tables is still in the log beside " + made);
        }
        Files.copy(made, target, StandardCopyOption.REPLACE_EXISTING);
    }
}
