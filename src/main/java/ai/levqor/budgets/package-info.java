/**
 * Budgets and reports of costs: {@link ai.levqor.budgets.Budgets} are the operations, {@link
 * ai.levqor.budgets.BudgetsVerticle} the table operation → method, {@code BudgetService} and {@code CostService} the
 * logic, {@code BudgetRepository} and {@code CostRepository} the SQL. What reserves and settles is in {@code costs}.
 */
@NullMarked
package ai.levqor.budgets;

import org.jspecify.annotations.NullMarked;
