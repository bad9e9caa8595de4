package ai.levqor.sql;

import java.nio.file.Path;

class SqliteDatabaseIT extends DatabaseContract {
    @Override
    DatabaseUrl url(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
