package ai.levqor.budgets;

import ai.levqor.OnPostgres;
import org.junit.jupiter.api.Nested;

/** Budgets, on PostgreSQL. */
class BudgetsPostgresIT {
    @Nested
    class Costs extends CostsContract implements OnPostgres {}

    @Nested
    class Bounds extends BoundsContract implements OnPostgres {}

    @Nested
    class Periods extends PeriodsContract implements OnPostgres {}
}
