package ai.levqor;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

/** A test on SQLite. */
public interface OnSqlite extends OnDatabase {
    @Override
    default DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
