package ai.levqor.workflows;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class WorkflowEventsSqliteIT extends WorkflowEventsContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
