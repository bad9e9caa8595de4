package ai.levqor.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.Eventually;
import ai.levqor.TestPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UpkeepPostgresIT {
    @Test
    void oldTransactionsAndDeadRowsAreFound() throws Exception {
        DatabaseUrl url = TestPostgres.fresh();
        assertEquals(new Upkeep(0, 0), Upkeep.run(url, Duration.ofSeconds(1)));
        try (Connection connection = url.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table bloated (n int) with (autovacuum_enabled = false)");
            statement.execute("insert into bloated select generate_series(1, 15000)");
            statement.execute("delete from bloated");
        } // at its end a session tells its statistics
        try (Connection connection = url.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select 1");
            Eventually.await("both are found", () -> {
                Upkeep found = Upkeep.run(url, Duration.ofMillis(300));
                return found.longTransactions() == 1 && found.dead() > 0.9;
            });
            assertEquals(0, Upkeep.run(url, Duration.ofHours(1)).longTransactions());
            connection.rollback();
        }
        assertEquals(0, Upkeep.run(url, Duration.ofMillis(300)).longTransactions());
    }
}
