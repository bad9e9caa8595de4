package ai.levqor.sql;

import ai.levqor.TestPostgres;
import java.nio.file.Path;

class PostgresDatabaseIT extends DatabaseContract {
    @Override
    DatabaseUrl url(Path folder) {
        return TestPostgres.fresh();
    }
}
