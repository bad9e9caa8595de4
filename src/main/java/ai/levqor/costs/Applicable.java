package ai.levqor.costs;

import ai.levqor.costs.Budget.Scope;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The budgets that apply to some jobs: those of their keys and of their workflows. */
final class Applicable {
    private static final Sql FIND = Sql.of("select " + Budget.COLUMNS + """
             from budgets b join ${rows who(scope text, subject text)}
            on b.scope = who.scope and b.subject = who.subject order by b.name
            """);

    private final Map<Whose, List<Budget>> budgets = new HashMap<>();

    private Applicable() {}

    static Future<Applicable> find(Session session, Collection<JobAccount> jobs) {
        var keys = new TreeSet<String>();
        var workflows = new TreeSet<String>();
        jobs.forEach(job -> {
            keys.add(job.owner());
            workflows.add(job.workflow());
        });
        var who = new Rows();
        keys.forEach(key -> who.add(Scope.KEY.wire(), key));
        workflows.forEach(workflow -> who.add(Scope.WORKFLOW.wire(), workflow));
        return session.run(FIND, Params.of("who", who)).map(rows -> {
            var found = new Applicable();
            for (Row row : rows) {
                Budget budget = Budget.of(row);
                found.budgets
                        .computeIfAbsent(new Whose(budget.scope(), budget.subject()), none -> new ArrayList<>())
                        .add(budget);
            }
            return found;
        });
    }

    List<Budget> of(JobAccount job) {
        List<Budget> ofKey = budgets.getOrDefault(new Whose(Scope.KEY, job.owner()), List.of());
        List<Budget> ofWorkflow = budgets.getOrDefault(new Whose(Scope.WORKFLOW, job.workflow()), List.of());
        var both = new ArrayList<>(ofKey);
        both.addAll(ofWorkflow);
        return both;
    }

    private record Whose(Scope scope, String subject) {}
}
