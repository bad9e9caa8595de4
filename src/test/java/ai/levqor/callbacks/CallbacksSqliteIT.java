package ai.levqor.callbacks;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class CallbacksSqliteIT extends CallbacksContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
