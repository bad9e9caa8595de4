package ai.levqor.users;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class PersonSqliteIT extends PersonContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
