package ai.levqor.summary;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class SummarySqliteIT extends SummaryContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
