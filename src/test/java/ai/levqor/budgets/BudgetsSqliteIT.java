package ai.levqor.budgets;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class BudgetsSqliteIT extends BudgetsContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
