package ai.levqor.budgets;

import ai.levqor.OnSqlite;
import org.junit.jupiter.api.Nested;

/** Budgets, on SQLite. */
class BudgetsSqliteIT {
    @Nested
    class Costs extends CostsContract implements OnSqlite {}

    @Nested
    class Bounds extends BoundsContract implements OnSqlite {}

    @Nested
    class Periods extends PeriodsContract implements OnSqlite {}
}
