package ai.levqor.budgets;

import ai.levqor.costs.Budget;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/** A budget and how it stands in the present period. Times are epoch milliseconds, money is micros. */
record BudgetState(
        Budget budget,
        long spent,
        long reserved,
        @Nullable Long warnedAt,
        long createdAt,
        long updatedAt,
        long startsAt,
        long endsAt) {
    static BudgetState of(Row row, long now) {
        Budget budget = Budget.of(row);
        return new BudgetState(
                budget,
                row.getLong("spent"),
                row.getLong("reserved"),
                row.getLong("warned_at"),
                row.getLong("created_at"),
                row.getLong("updated_at"),
                budget.period().start(now),
                budget.period().end(now));
    }

    JsonObject json() {
        return new JsonObject()
                .put("name", budget.name())
                .put("scope", budget.scope().wire())
                .put("subject", budget.subject())
                .put("period", budget.period().wire())
                .put("limit", budget.amount())
                .put("on_exceeded", budget.onExceeded().wire())
                .put("spent", spent)
                .put("reserved", reserved)
                .put("remaining", Math.max(0, budget.amount() - spent - reserved))
                .put("warned", warnedAt != null)
                .put("warned_at", warnedAt == null ? null : Double.valueOf(warnedAt / 1000.0))
                .put("period_starts_at", startsAt / 1000)
                .put("period_ends_at", endsAt / 1000)
                .put("created_at", createdAt / 1000)
                .put("updated_at", updatedAt / 1000);
    }

    String name() {
        return budget.name();
    }
}
