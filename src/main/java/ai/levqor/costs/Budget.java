package ai.levqor.costs;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.Locale;

/**
 * What the jobs of a key or of a workflow may cost in a period.
 *
 * @param subject the key's public id, or the workflow's name
 * @param amount micros
 */
public record Budget(String name, Scope scope, String subject, Period period, long amount, OnExceeded onExceeded) {
    /** The columns that {@link #of} reads, of budgets named {@code b}. */
    public static final String COLUMNS = "b.name, b.scope, b.subject, b.period, b.amount, b.on_exceeded";

    private static final int PERCENT = 100;

    /** Whose costs a budget bounds. */
    public enum Scope {
        /** Of the jobs that a key submitted. */
        KEY,
        /** Of a workflow's jobs. */
        WORKFLOW;

        /** As it is stored and sent. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What happens to a step that does not fit. */
    public enum OnExceeded {
        /** Its job fails. */
        FAIL,
        /** Its job waits until the next period. */
        WAIT;

        /** As it is stored and sent. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads a row that has {@link #COLUMNS}. */
    public static Budget of(Row row) {
        return new Budget(
                row.getString("name"),
                Scope.valueOf(row.getString("scope").toUpperCase(Locale.ROOT)),
                row.getString("subject"),
                Period.of(row.getString("period")),
                row.getLong("amount"),
                OnExceeded.valueOf(row.getString("on_exceeded").toUpperCase(Locale.ROOT)));
    }

    /** Whether {@code spent} is as near the limit as one wants to hear of. */
    boolean warns(long spent, int percent) {
        return amount > 0 && spent >= amount / PERCENT * percent + amount % PERCENT * percent / PERCENT;
    }

    /** Why a job of this budget waits; also what finds those jobs when the budget changes. */
    public String reason() {
        return "It waits for its budget \"" + name + "\" to begin anew.";
    }

    Failure exceeded(long spent, long reserved, Charge charge) {
        return refusal(
                        "The step would break the budget \"" + name + "\": " + Money.format(charge.estimate())
                                + " dollars more than the " + Money.format(spent + reserved) + " spent and reserved of "
                                + Money.format(amount) + " a " + period.wire() + ".",
                        spent,
                        reserved)
                .with("estimate", charge.estimate())
                .with("function", charge.function())
                .with("step", charge.step());
    }

    /** What the intake answers when nothing is left. */
    Failure spent(long spent, long reserved) {
        return refusal(
                "The budget \"" + name + "\" is spent: " + Money.format(spent) + " of " + Money.format(amount)
                        + " dollars a " + period.wire() + ".",
                spent,
                reserved);
    }

    private Failure refusal(String message, long spent, long reserved) {
        return new Failure(
                Code.BUDGET_EXCEEDED,
                message,
                null,
                new JsonObject()
                        .put("budget", name)
                        .put("scope", scope.wire())
                        .put("subject", subject)
                        .put("period", period.wire())
                        .put("limit", amount)
                        .put("spent", spent)
                        .put("reserved", reserved));
    }
}
