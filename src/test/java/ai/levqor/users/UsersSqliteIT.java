package ai.levqor.users;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class UsersSqliteIT extends UsersContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
