package ai.levqor.connectors;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class ConnectorsSqliteIT extends ConnectorsContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
