package ai.levqor.ledger;

import ai.levqor.TestPostgres;
import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class LedgerPostgresIT extends LedgerContract {
    @Override
    DatabaseUrl database(Path folder) {
        return TestPostgres.fresh();
    }

    @Override
    String[] unprotect() {
        return new String[] {"drop trigger audit_segments_append_only on audit_segments"};
    }

    @Override
    String lock() {
        return "lock table audit_segments in exclusive mode";
    }
}
