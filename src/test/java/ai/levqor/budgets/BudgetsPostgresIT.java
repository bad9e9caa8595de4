package ai.levqor.budgets;

import ai.levqor.TestPostgres;
import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class BudgetsPostgresIT extends BudgetsContract {
    @Override
    DatabaseUrl database(Path folder) {
        return TestPostgres.fresh();
    }
}
