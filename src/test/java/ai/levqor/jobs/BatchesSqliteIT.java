package ai.levqor.jobs;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class BatchesSqliteIT extends BatchesContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
