package ai.levqor.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresDatabaseIT extends DatabaseContract {
    private static final String HAS_LZ4 =
            "select count(*) from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals)";

    private static final String COMPRESSED = """
            select count(*) from pg_attribute
            where attcompression = 'l' and attrelid in ('audit_segments'::regclass, 'jobs'::regclass,
                'finished_jobs'::regclass, 'workflow_steps'::regclass)
            """;

    @Override
    DatabaseUrl url(Path folder) {
        return TestPostgres.fresh();
    }

    @Test
    void longTextsAreCompressedByTheFasterMethodThatTheServerHas() throws SQLException {
        DatabaseUrl url = TestPostgres.fresh();
        Migrations.run(url);
        try (var connection = url.dataSource().getConnection();
                var statement = connection.createStatement()) {
            var has = statement.executeQuery(HAS_LZ4);
            has.next();
            int columns = has.getInt(1) == 1 ? 7 : 0;
            var compressed = statement.executeQuery(COMPRESSED);
            compressed.next();
            assertEquals(columns, compressed.getInt(1));
        }
    }
}
