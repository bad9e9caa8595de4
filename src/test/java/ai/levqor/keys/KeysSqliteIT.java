package ai.levqor.keys;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class KeysSqliteIT extends KeysContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
