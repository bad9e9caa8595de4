package ai.levqor.costs;

import ai.levqor.costs.Postings.Balance;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a transaction has to tell once it is committed.
 *
 * @param warnings budgets that are nearly spent, each once a period
 * @param spent whether a budget is spent by now that was not before
 */
record Notices(List<Warning> warnings, boolean spent) {
    static final Notices NONE = new Notices(List.of(), false);

    private static final Sql WARN = Sql.of("""
            insert into budget_warnings (budget, starts_at, at)
            select warning.budget, warning.starts_at, warning.at
            from ${rows warning(budget text, starts_at bigint, at bigint)} where 1 = 1
            on conflict (budget, starts_at) do nothing
            returning budget
            """);

    private static final Sql TELL_JOB = Sql.of("""
            insert into job_events (job_id, at, type, attempt, detail)
            select event.job_id, event.at, 'budget.warning', coalesce(j.attempt, f.attempt), event.detail
            from ${rows event(job_id uuid, at bigint, detail text)}
            left join jobs j on j.id = event.job_id left join finished_jobs f on f.id = event.job_id
            where coalesce(j.attempt, f.attempt) is not null
            """);

    /** Looks at the budgets of {@code jobs}; notes in the same transaction what was warned of. */
    static Future<Notices> find(
            Session session, Postings postings, Collection<JobAccount> jobs, int percent, long now) {
        return Applicable.find(session, jobs).compose(budgets -> {
            Map<String, Warning> near = new LinkedHashMap<>();
            boolean spent = false;
            for (JobAccount job : jobs) {
                for (Budget budget : budgets.of(job)) {
                    Total total = Total.of(budget.scope(), budget.subject(), budget.period(), now);
                    Balance balance = postings.balance(total);
                    spent |= balance.spent() >= budget.amount()
                            && postings.before(total).spent() < budget.amount();
                    if (budget.warns(balance.spent(), percent)) {
                        near.putIfAbsent(
                                budget.name(), new Warning(budget, total.startsAt(), balance.spent(), job, now));
                    }
                }
            }
            boolean isSpent = spent;
            return note(session, near).map(warnings -> new Notices(warnings, isSpent));
        });
    }

    private static Future<List<Warning>> note(Session session, Map<String, Warning> near) {
        if (near.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        var rows = new Rows();
        near.values().forEach(warning -> rows.add(warning.budget().name(), warning.startsAt(), warning.at()));
        return session.run(WARN, Params.of("warning", rows)).compose(inserted -> {
            List<Warning> fresh = new ArrayList<>();
            var events = new Rows();
            for (Row row : inserted) {
                Warning warning = near.get(row.getString("budget"));
                if (warning != null) {
                    fresh.add(warning);
                    events.add(warning.job().job(), warning.at(), warning.json().encode());
                }
            }
            return fresh.isEmpty()
                    ? Future.succeededFuture(fresh)
                    : session.run(TELL_JOB, Params.of("event", events)).map(fresh);
        });
    }

    /** A budget that is nearly spent, and the job by which it became so. */
    record Warning(Budget budget, long startsAt, long spent, JobAccount job, long at) {
        JsonObject json() {
            return new JsonObject()
                    .put("budget", budget.name())
                    .put("scope", budget.scope().wire())
                    .put("subject", budget.subject())
                    .put("period", budget.period().wire())
                    .put("limit", budget.amount())
                    .put("spent", spent);
        }
    }
}
