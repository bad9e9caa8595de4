package ai.levqor.users;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class KnownPersonSqliteIT extends KnownPersonContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
