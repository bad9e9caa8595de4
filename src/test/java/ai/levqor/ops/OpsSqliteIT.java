package ai.levqor.ops;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class OpsSqliteIT extends OpsContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
