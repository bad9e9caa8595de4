package ai.levqor.ledger;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class LedgerSqliteIT extends LedgerContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }

    @Override
    String[] unprotect() {
        return new String[] {"drop trigger audit_segments_no_update", "drop trigger audit_segments_no_delete"};
    }

    @Override
    String lock() {
        return "update audit_chain set hash = hash";
    }
}
