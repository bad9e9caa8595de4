package ai.levqor.callbacks;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class SecretsSqliteIT extends SecretsContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
