package ai.levqor.ledger;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class LedgerSqliteIT extends LedgerContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
