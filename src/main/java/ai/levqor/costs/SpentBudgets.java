package ai.levqor.costs;

import ai.levqor.bus.Failure;
import ai.levqor.costs.Budget.Scope;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The budgets of which nothing is left, for the intake: a look into a table in memory that is at most 5 seconds old, and
 * hears of changes. Where there are no budgets nobody ever waits for it. It need not be exact: what gets past it meets
 * the reservation of its first step. A budget whose jobs wait refuses nothing.
 */
public final class SpentBudgets {
    private static final long FRESH_MS = 5_000;

    private static final Sql SPENT = Sql.of("select " + Budget.COLUMNS + """
            , coalesce(t.spent, 0) as spent, coalesce(t.reserved, 0) as reserved
            from budgets b left join cost_totals t on t.scope = b.scope and t.subject = b.subject
              and t.period = b.period
              and t.starts_at = case when b.period = 'day' then cast(#{day} as bigint) else #{month} end
            where b.on_exceeded = 'fail' and coalesce(t.spent, 0) >= b.amount
            """);

    private static final Sql ANY = Sql.of("select name from budgets limit 1");

    private final Database database;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Future<Seen>> looking = new AtomicReference<>();
    private volatile Seen seen = new Seen(Long.MIN_VALUE, true, Map.of());

    /** Reads when first asked, and anew when a change is published. */
    public SpentBudgets(Vertx vertx, Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        vertx.eventBus().consumer(Meter.CHANGED, none -> {
            looking.set(null); // one that is under way may have read too early
            seen = new Seen(Long.MIN_VALUE, true, Map.of());
        });
    }

    /**
     * Ends at once, or after one query for all who ask meanwhile; fails when {@code owner} or one of {@code workflows} has a
     * budget of which nothing is left.
     */
    public Future<Void> check(String owner, List<String> workflows) {
        Seen last = seen;
        long now = clock.millis();
        if (now - FRESH_MS > last.at() || now < last.at()) {
            Future<Seen> look = look(now);
            if (last.any()) {
                return look.compose(fresh -> fresh.check(owner, workflows));
            }
        }
        return last.check(owner, workflows);
    }

    private Future<Seen> look(long now) {
        Future<Seen> under = looking.get();
        if (under != null) {
            return under;
        }
        Future<Seen> look = read(now);
        looking.set(look);
        return look.onComplete(done -> {
            if (looking.compareAndSet(look, null) && done.succeeded()) {
                seen = done.result();
            }
        });
    }

    private Future<Seen> read(long now) {
        Params periods = Params.of("day", Period.DAY.start(now)).and("month", Period.MONTH.start(now));
        return database.query(SPENT, periods).compose(rows -> {
            Map<String, Failure> refusals = new HashMap<>();
            for (Row row : rows) {
                Budget budget = Budget.of(row);
                refusals.putIfAbsent(
                        key(budget.scope(), budget.subject()),
                        budget.spent(row.getLong("spent"), row.getLong("reserved")));
            }
            return refusals.isEmpty()
                    ? database.query(ANY, Params.NONE).map(any -> new Seen(now, any.size() > 0, refusals))
                    : Future.succeededFuture(new Seen(now, true, refusals));
        });
    }

    private static String key(Scope scope, String subject) {
        return scope.wire() + ' ' + subject;
    }

    /**
     * What was seen last.
     *
     * @param any whether there was any budget
     */
    private record Seen(long at, boolean any, Map<String, Failure> refusals) {
        Future<Void> check(String owner, List<String> workflows) {
            if (refusals.isEmpty()) {
                return Future.succeededFuture();
            }
            Failure refusal = refusals.get(key(Scope.KEY, owner));
            for (int i = 0; refusal == null && i < workflows.size(); i++) {
                refusal = refusals.get(key(Scope.WORKFLOW, workflows.get(i)));
            }
            return refusal == null ? Future.succeededFuture() : Future.failedFuture(refusal);
        }
    }
}
