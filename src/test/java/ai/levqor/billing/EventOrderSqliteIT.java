package ai.levqor.billing;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class EventOrderSqliteIT extends EventOrderContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
