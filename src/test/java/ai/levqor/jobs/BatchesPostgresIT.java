package ai.levqor.jobs;

import ai.levqor.TestPostgres;
import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class BatchesPostgresIT extends BatchesContract {
    @Override
    DatabaseUrl database(Path folder) {
        return TestPostgres.fresh();
    }
}
