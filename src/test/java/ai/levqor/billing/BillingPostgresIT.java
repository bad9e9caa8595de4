package ai.levqor.billing;

import ai.levqor.TestPostgres;
import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class BillingPostgresIT extends BillingContract {
    @Override
    DatabaseUrl database(Path folder) {
        return TestPostgres.fresh();
    }
}
