package ai.levqor;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

/** A test that runs on one database as on the other; {@link OnSqlite} and {@link OnPostgres} say on which. */
public interface OnDatabase {
    /** An empty database; {@code folder} is the test's own. */
    DatabaseUrl database(Path folder);
}
