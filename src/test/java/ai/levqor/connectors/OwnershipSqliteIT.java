package ai.levqor.connectors;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class OwnershipSqliteIT extends OwnershipContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
