package ai.levqor.costs;

import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What one transaction adds to the accounts: the totals of keys and workflows, the jobs', and the days'. The totals are
 * locked before they are read, in one order for everybody, so that what a decision is based on cannot change under it.
 */
final class Postings {
    private static final String TOTALS = """
            ${rows total(scope text, subject text, period text, starts_at bigint, spent bigint, reserved bigint)}
            """;

    // Changes nothing, but locks what is there and makes what is not.
    private static final Sql LOCK = Sql.of("""
            insert into cost_totals (scope, subject, period, starts_at, spent, reserved)
            select total.scope, total.subject, total.period, total.starts_at, total.spent, total.reserved
            from %s where 1 = 1
            on conflict (scope, subject, period, starts_at) do update set spent = cost_totals.spent
            returning scope, subject, period, starts_at, spent, reserved
            """.formatted(TOTALS));

    private static final Sql ADD_TOTALS = Sql.of("""
            update cost_totals as t set spent = t.spent + total.spent, reserved = t.reserved + total.reserved
            from %s
            where t.scope = total.scope and t.subject = total.subject and t.period = total.period
              and t.starts_at = total.starts_at
            """.formatted(TOTALS));

    private static final Sql ADD_JOBS = Sql.of("""
            update job_costs as j set spent = j.spent + job.spent, reserved = j.reserved + job.reserved
            from ${rows job(id uuid, spent bigint, reserved bigint)} where j.job_id = job.id
            """);

    private static final Sql ADD_DAYS = Sql.of("""
            insert into cost_days (day, workflow, owner, function, calls, amount, input_tokens, output_tokens)
            select added.day, added.workflow, added.owner, added.function, added.calls, added.amount,
                added.input_tokens, added.output_tokens
            from ${rows added(day bigint, workflow text, owner text, function text, calls bigint, amount bigint,
                input_tokens bigint, output_tokens bigint)}
            where 1 = 1
            on conflict (day, workflow, owner, function) do update set calls = cost_days.calls + excluded.calls,
                amount = cost_days.amount + excluded.amount,
                input_tokens = cost_days.input_tokens + excluded.input_tokens,
                output_tokens = cost_days.output_tokens + excluded.output_tokens
            """);

    private final Session session;
    private final Map<Total, Balance> totals = new TreeMap<>();
    private final Map<Total, Balance> added = new TreeMap<>();
    private final Map<UUID, Balance> jobs = new HashMap<>();
    private final Map<Day, DaySum> days = new TreeMap<>();

    Postings(Session session) {
        this.session = session;
    }

    /** Locks and reads totals; nobody else changes them until the transaction ends. */
    Future<Void> lock(Collection<Total> wanted) {
        Map<Total, Balance> sorted = new TreeMap<>();
        wanted.forEach(total -> sorted.put(total, Balance.ZERO));
        return session.run(LOCK, Params.of("total", rows(sorted))).map(found -> {
            for (Row row : found) {
                totals.put(Total.of(row), new Balance(row.getLong("spent"), row.getLong("reserved")));
            }
            return null;
        });
    }

    /** A total as it was when it was locked. */
    Balance before(Total total) {
        return totals.getOrDefault(total, Balance.ZERO);
    }

    /** A total as it will be after this transaction. */
    Balance balance(Total total) {
        return before(total).plus(added.getOrDefault(total, Balance.ZERO));
    }

    /** A job's own balance as it will be. */
    Balance balance(JobAccount job) {
        return new Balance(job.spent(), job.reserved()).plus(jobs.getOrDefault(job.job(), Balance.ZERO));
    }

    /** Adds to everything that a call of {@code job} at {@code at} counts in; the totals must be locked. */
    void add(JobAccount job, long at, Balance change) {
        job.totals(at).forEach(total -> added.merge(total, change, Balance::plus));
        jobs.merge(job.job(), change, Balance::plus);
    }

    /** Adds to a day's report. */
    void report(JobAccount job, String function, long at, DaySum sum) {
        days.merge(new Day(Period.DAY.start(at), job.workflow(), job.owner(), function), sum, DaySum::plus);
    }

    /** Writes it all. */
    Future<Void> write() {
        added.values().removeIf(Balance.ZERO::equals);
        jobs.values().removeIf(Balance.ZERO::equals);
        Future<?> written = Future.succeededFuture();
        if (!added.isEmpty()) {
            written = session.run(ADD_TOTALS, Params.of("total", rows(added)));
        }
        if (!jobs.isEmpty()) {
            var rows = new Rows();
            jobs.forEach((id, change) -> rows.add(id, change.spent(), change.reserved()));
            written = written.compose(none -> session.run(ADD_JOBS, Params.of("job", rows)));
        }
        if (!days.isEmpty()) {
            var rows = new Rows();
            days.forEach((day, sum) -> rows.add(
                    day.start(),
                    day.workflow(),
                    day.owner(),
                    day.function(),
                    sum.calls(),
                    sum.amount(),
                    sum.usage().inputTokens(),
                    sum.usage().outputTokens()));
            written = written.compose(none -> session.run(ADD_DAYS, Params.of("added", rows)));
        }
        return written.mapEmpty();
    }

    private static Rows rows(Map<Total, Balance> balances) {
        var rows = new Rows();
        balances.forEach((total, balance) -> rows.add(
                total.scope().wire(),
                total.subject(),
                total.period().wire(),
                total.startsAt(),
                balance.spent(),
                balance.reserved()));
        return rows;
    }

    /** What is spent and what is reserved, or how both change. */
    record Balance(long spent, long reserved) {
        static final Balance ZERO = new Balance(0, 0);

        Balance plus(Balance other) {
            return new Balance(spent + other.spent, reserved + other.reserved);
        }
    }

    /** What is added to a day's line. */
    record DaySum(long calls, long amount, Usage usage) {
        DaySum plus(DaySum other) {
            return new DaySum(
                    calls + other.calls,
                    amount + other.amount,
                    new Usage(
                            usage.inputTokens() + other.usage.inputTokens(),
                            usage.outputTokens() + other.usage.outputTokens()));
        }
    }

    private record Day(long start, String workflow, String owner, String function) implements Comparable<Day> {
        @Override
        public int compareTo(Day other) {
            int byDay = Long.compare(start, other.start);
            int byWorkflow = byDay == 0 ? workflow.compareTo(other.workflow) : byDay;
            int byOwner = byWorkflow == 0 ? owner.compareTo(other.owner) : byWorkflow;
            return byOwner == 0 ? function.compareTo(other.function) : byOwner;
        }
    }
}
