package ai.levqor.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpkeepTest {
    @TempDir
    Path dir;

    @Test
    void aSqliteFileShrinksBitByBitAfterMuchWasDeleted() throws Exception {
        var url = new DatabaseUrl.Sqlite(dir.resolve("levqor.db"));
        Migrations.run(url);
        try (Connection connection = url.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table large (data blob)");
            statement.execute("insert into large with recursive n(i) as (select 1 union all select i + 1 from n"
                    + " where i < 13000) select randomblob(4000) from n");
            statement.execute("delete from large");
            statement.execute("pragma wal_checkpoint(truncate)");
            long before = Files.size(url.file());
            Upkeep first = Upkeep.run(url, Duration.ofMinutes(1));
            assertTrue(first.dead() > 0.5, first::toString);
            for (int i = 0; i < 7; i++) {
                Upkeep.run(url, Duration.ofMinutes(1));
            }
            statement.execute("pragma wal_checkpoint(truncate)");
            assertTrue(Files.size(url.file()) < before / 10, () -> before + " bytes before");
        }
        assertEquals(new Upkeep(0, 0), Upkeep.run(url, Duration.ofMinutes(1)));
    }
}
