package ai.levqor.connectors;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class OAuthSqliteIT extends OAuthContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
