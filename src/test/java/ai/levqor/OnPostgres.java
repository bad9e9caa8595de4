package ai.levqor;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

/** A test on PostgreSQL. */
public interface OnPostgres extends OnDatabase {
    @Override
    default DatabaseUrl database(Path folder) {
        return TestPostgres.fresh();
    }
}
