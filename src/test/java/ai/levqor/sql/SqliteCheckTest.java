package ai.levqor.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large file is looked at for as long as is allowed, and no longer. */
class SqliteCheckTest {
    @TempDir
    Path dir;

    @Test
    void endsWhenItsTimeIsUp() throws Exception {
        Path file = dir.resolve("large.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("create table pages (content blob)");
            statement.execute("with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)"
                    + " insert into pages select randomblob(3000) from n");
        }
        assertEquals(new SqliteCheck(List.of(), true), SqliteCheck.of(file, Duration.ofMinutes(1)));
        assertEquals(new SqliteCheck(List.of(), false), SqliteCheck.of(file, Duration.ZERO));
    }
}
