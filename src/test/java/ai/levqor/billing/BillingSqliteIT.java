package ai.levqor.billing;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class BillingSqliteIT extends BillingContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
