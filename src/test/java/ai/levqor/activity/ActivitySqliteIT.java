package ai.levqor.activity;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class ActivitySqliteIT extends ActivityContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
