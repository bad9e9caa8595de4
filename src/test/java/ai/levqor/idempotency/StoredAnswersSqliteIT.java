package ai.levqor.idempotency;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class StoredAnswersSqliteIT extends StoredAnswersContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
