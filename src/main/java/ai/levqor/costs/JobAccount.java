package ai.levqor.costs;

import ai.levqor.costs.Budget.Scope;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job's row of costs, locked.
 *
 * @param maxCost micros; null is without a limit
 */
record JobAccount(
        UUID job, String workflow, String owner, @Nullable Long maxCost, long spent, long reserved) {
    /** The columns that {@link #of} reads. */
    static final String COLUMNS = "job_id, workflow, owner, max_cost, spent, reserved";

    static JobAccount of(Row row) {
        return new JobAccount(
                row.getUUID("job_id"),
                row.getString("workflow"),
                row.getString("owner"),
                row.getLong("max_cost"),
                row.getLong("spent"),
                row.getLong("reserved"));
    }

    /** The totals that a call of this job at {@code at} counts in. */
    List<Total> totals(long at) {
        return List.of(
                Total.of(Scope.KEY, owner, Period.DAY, at),
                Total.of(Scope.KEY, owner, Period.MONTH, at),
                Total.of(Scope.WORKFLOW, workflow, Period.DAY, at),
                Total.of(Scope.WORKFLOW, workflow, Period.MONTH, at));
    }
}
