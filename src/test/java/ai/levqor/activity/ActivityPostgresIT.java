package ai.levqor.activity;

import ai.levqor.TestPostgres;
import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class ActivityPostgresIT extends ActivityContract {
    @Override
    DatabaseUrl database(Path folder) {
        return TestPostgres.fresh();
    }
}
