package ai.levqor.budgets;

import ai.levqor.costs.Budget;
import ai.levqor.costs.Period;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stored budgets. */
final class BudgetRepository {
    private static final String STATE = "select " + Budget.COLUMNS + """
            , b.created_at, b.updated_at, coalesce(t.spent, 0) as spent, coalesce(t.reserved, 0) as reserved,
                w.at as warned_at
            from (select budgets.*,
                    case when period = 'day' then cast(#{day} as bigint) else #{month} end as starts_at
                from budgets) b
            left join cost_totals t on t.scope = b.scope and t.subject = b.subject and t.period = b.period
              and t.starts_at = b.starts_at
            left join budget_warnings w on w.budget = b.name and w.starts_at = b.starts_at
            """;

    private static final Sql FIND = Sql.of(STATE + "where b.name = #{name}");

    private static final Sql LIST = Sql.of(STATE + """
            where b.name > #{after} and (cast(#{scope} as text) is null or b.scope = #{scope})
              and (cast(#{subject} as text) is null or b.subject = #{subject})
            order by b.name limit #{limit}
            """);

    private static final Sql PUT = Sql.of("""
            insert into budgets (name, scope, subject, period, amount, on_exceeded, created_at, updated_at)
            values (#{name}, #{scope}, #{subject}, #{period}, #{amount}, #{on_exceeded}, #{now}, #{now})
            on conflict (name) do update set scope = excluded.scope, subject = excluded.subject,
                period = excluded.period, amount = excluded.amount, on_exceeded = excluded.on_exceeded,
                updated_at = excluded.updated_at
            """);

    private static final Sql DELETE = Sql.of("delete from budgets where name = #{name}");

    // Another limit is a reason to warn anew.
    private static final Sql FORGET_WARNINGS = Sql.of("delete from budget_warnings where budget = #{name}");

    // Those that wait for it look again, also where another branch has its turn sooner, which only the steps tell: a
    // call
    // waits for money alone. A signal keeps those from falling asleep that have just looked.
    private static final Sql WAKE = Sql.of("""
            update jobs set signals = signals + 1,
                run_at = case when state = 'queued' and run_at > #{now} then #{now} else run_at end
            where (state = 'queued' and waiting = #{reason})
               or ((owner = #{key} or workflow = #{workflow})
                   and (state = 'running'
                        or (state = 'queued' and waiting is not null
                            and exists (select 1 from workflow_steps s
                                        where s.job_id = jobs.id and s.kind = 'call' and s.state = 'waiting'))))
            """);

    private final Database database;

    BudgetRepository(Database database) {
        this.database = database;
    }

    Future<Optional<BudgetState>> find(String name, long now) {
        return database.query(FIND, periods(now).and("name", name))
                .map(rows -> states(rows, now).stream().findFirst());
    }

    Future<List<BudgetState>> list(
            String after, @Nullable String scope, @Nullable String subject, int limit, long now) {
        return database.query(
                        LIST,
                        periods(now)
                                .and("after", after)
                                .and("scope", scope)
                                .and("subject", subject)
                                .and("limit", limit))
                .map(rows -> states(rows, now));
    }

    private static Params periods(long now) {
        return Params.of("day", Period.DAY.start(now)).and("month", Period.MONTH.start(now));
    }

    private static List<BudgetState> states(RowSet<Row> rows, long now) {
        var states = new ArrayList<BudgetState>();
        rows.forEach(row -> states.add(BudgetState.of(row, now)));
        return states;
    }

    /** Stores a budget; the jobs that wait for the one before it look again. */
    Future<Void> put(Budget budget, long now) {
        Params values = Params.of("name", budget.name())
                .and("scope", budget.scope().wire())
                .and("subject", budget.subject())
                .and("period", budget.period().wire())
                .and("amount", budget.amount())
                .and("on_exceeded", budget.onExceeded().wire())
                .and("now", now);
        return database.transaction(session -> session.run(PUT, values)
                .compose(none -> session.run(FORGET_WARNINGS, Params.of("name", budget.name())))
                .compose(none -> session.run(WAKE, waiting(budget, now)))
                .mapEmpty());
    }

    /** Whether there was such a budget. */
    Future<Boolean> delete(Budget budget, long now) {
        return database.transaction(session -> session.run(DELETE, Params.of("name", budget.name()))
                .compose(deleted -> session.run(FORGET_WARNINGS, Params.of("name", budget.name()))
                        .compose(none -> session.run(WAKE, waiting(budget, now)))
                        .map(deleted.rowCount() > 0)));
    }

    private static Params waiting(Budget budget, long now) {
        boolean ofKey = budget.scope() == Budget.Scope.KEY;
        return Params.of("now", now)
                .and("reason", budget.reason())
                .and("key", ofKey ? budget.subject() : null)
                .and("workflow", ofKey ? null : budget.subject());
    }
}
