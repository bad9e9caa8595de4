package ai.levqor.costs;

import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/** The rows of calls and of their jobs. A call's row is safe from others while its job's is locked. */
final class Calls {
    // Fenced: an attempt that was given up reserves nothing. A job that a definition serves is charged by its steps.
    private static final Sql OPEN_JOBS = Sql.of("""
            insert into job_costs (job_id, workflow, owner, max_cost, spent, reserved)
            select j.id, j.workflow, j.owner, j.max_cost, 0, 0
            from ${rows charge(id uuid, attempt int, whole int)}
            join jobs j on j.id = charge.id and j.attempt = charge.attempt and j.state = 'running'
            where charge.whole = 0 or not exists (select 1 from workflows w where w.name = j.workflow)
            order by j.id
            on conflict (job_id) do update set max_cost = excluded.max_cost
            returning %s
            """.formatted(JobAccount.COLUMNS));

    private static final Sql LOCK_JOBS = Sql.of("select " + JobAccount.COLUMNS + """
             from job_costs where job_id in (select job.id from ${rows job(id uuid)}) order by job_id ${forUpdate}
            """);

    private static final Sql UP_TO_THIS = Sql.of("select " + StoredCall.COLUMNS + """
             from costs c join ${rows charge(job_id uuid, step text, attempt int)}
            on c.job_id = charge.job_id and c.step = charge.step and c.attempt <= charge.attempt
            """);

    private static final Sql OPEN = Sql.of("select " + StoredCall.COLUMNS + """
             from costs c join ${rows call(job_id uuid, step text, attempt int)}
            on c.job_id = call.job_id and c.step = call.step and c.attempt = call.attempt
            where c.state in ('reserved', 'presumed')
            """);

    private static final Sql ADD = Sql.of("""
            insert into costs (job_id, step, attempt, function, state, estimate, reserved_at)
            select charge.job_id, charge.step, charge.attempt, charge.function, 'reserved', charge.estimate, charge.at
            from ${rows charge(job_id uuid, step text, attempt int, function text, estimate bigint, at bigint)}
            """);

    private static final Sql END = Sql.of("""
            update costs as c set state = ended.state, amount = ended.amount, input_tokens = ended.input_tokens,
                output_tokens = ended.output_tokens, duration_ms = ended.duration_ms, settled_at = ended.at
            from ${rows ended(job_id uuid, step text, attempt int, state text, amount bigint, input_tokens bigint,
                output_tokens bigint, duration_ms bigint, at bigint)}
            where c.job_id = ended.job_id and c.step = ended.step and c.attempt = ended.attempt
            """);

    private static final Sql REMOVE = Sql.of("""
            delete from costs where (job_id, step, attempt) in (
                select call.job_id, call.step, call.attempt from ${rows call(job_id uuid, step text, attempt int)})
            """);

    private Calls() {}

    /** Locks the jobs whose attempts still hold them, and makes their rows. */
    static Future<Map<UUID, JobAccount>> open(Session session, List<Charge> charges) {
        var rows = new Rows();
        charges.stream()
                .map(charge -> new Attempt(
                        charge.job(), charge.attempt(), charge.step().isEmpty()))
                .distinct()
                .forEach(attempt -> rows.add(attempt.job(), attempt.number(), attempt.whole() ? 1 : 0));
        return session.run(OPEN_JOBS, Params.of("charge", rows)).map(Calls::accounts);
    }

    /** Locks jobs that have costs. */
    static Future<Map<UUID, JobAccount>> lock(Session session, Collection<CallKey> calls) {
        var rows = new Rows();
        calls.stream().map(CallKey::job).distinct().forEach(rows::add);
        return session.run(LOCK_JOBS, Params.of("job", rows)).map(Calls::accounts);
    }

    private static Map<UUID, JobAccount> accounts(RowSet<Row> rows) {
        Map<UUID, JobAccount> accounts = new HashMap<>();
        for (Row row : rows) {
            JobAccount account = JobAccount.of(row);
            accounts.put(account.job(), account);
        }
        return accounts;
    }

    /** The calls of the same steps by the same attempts or earlier ones. */
    static Future<List<StoredCall>> upTo(Session session, List<Charge> charges) {
        return session.run(
                        UP_TO_THIS,
                        Params.of(
                                "charge", keys(charges.stream().map(Charge::key).toList())))
                .map(Calls::calls);
    }

    /** Those of {@code calls} that can still change. */
    static Future<List<StoredCall>> changeable(Session session, Collection<CallKey> calls) {
        return session.run(OPEN, Params.of("call", keys(calls))).map(Calls::calls);
    }

    private static List<StoredCall> calls(RowSet<Row> rows) {
        List<StoredCall> calls = new ArrayList<>();
        rows.forEach(row -> calls.add(StoredCall.of(row)));
        return calls;
    }

    private static Rows keys(Collection<CallKey> calls) {
        var rows = new Rows();
        new TreeSet<>(calls).forEach(call -> rows.add(call.job(), call.step(), call.attempt()));
        return rows;
    }

    static Future<?> add(Session session, List<Charge> charges) {
        var rows = new Rows();
        charges.forEach(charge -> rows.add(
                charge.job(), charge.step(), charge.attempt(), charge.function(), charge.estimate(), charge.at()));
        return rows.size() == 0 ? Future.succeededFuture() : session.run(ADD, Params.of("charge", rows));
    }

    static Future<?> end(Session session, List<Settlement> ended) {
        var rows = new Rows();
        for (Settlement one : ended) {
            boolean known = one.end() == Settlement.End.SETTLED;
            rows.add(
                    one.key().job(),
                    one.key().step(),
                    one.key().attempt(),
                    known ? "settled" : StoredCall.PRESUMED,
                    one.amount(),
                    known ? one.usage().inputTokens() : null,
                    known ? one.usage().outputTokens() : null,
                    known ? one.millis() : null,
                    one.at());
        }
        return rows.size() == 0 ? Future.succeededFuture() : session.run(END, Params.of("ended", rows));
    }

    static Future<?> remove(Session session, List<CallKey> calls) {
        return calls.isEmpty() ? Future.succeededFuture() : session.run(REMOVE, Params.of("call", keys(calls)));
    }

    private record Attempt(UUID job, int number, boolean whole) {}
}
