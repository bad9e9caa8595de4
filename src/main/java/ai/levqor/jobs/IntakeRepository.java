package ai.levqor.jobs;

import ai.levqor.bus.Write;
import ai.levqor.jobs.NewJob.Receipt;
import ai.levqor.ledger.Ledger;
import ai.levqor.sql.Guarded;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores new jobs, many in one transaction, each idempotency key once. */
final class IntakeRepository {
    private static final String KEYS =
            "${rows new_key(owner text, idempotency_key text, job_id uuid, fingerprint text, created_at bigint)}";

    // A job that its node can start at once is stored as running, which saves the claim; but never past a pause or a
    // limit.
    private static final String STORE = """
            insert into jobs (id, workflow, concurrency_key, priority, state, run_at, created_at, started_at, attempt,
                              max_attempts, timeout_ms, node, owner, batch_id, idempotency_key, callback_url, payload, trace,
                              max_cost)
            select job.id, job.workflow, job.concurrency_key, job.priority,
                   case when job.starts = 1 then 'running' else 'queued' end, job.run_at, job.created_at,
                   case when job.starts = 1 then job.created_at end, job.starts, job.max_attempts, job.timeout_ms,
                   case when job.starts = 1 then job.node end, job.owner, job.batch_id, job.idempotency_key,
                   job.callback_url, job.payload, job.trace, job.max_cost
            from (
                select new_job.*, case when new_job.node is not null and not exists (
                    select 1 from queues q where q.workflow = new_job.workflow and %s) then 1 else 0 end as starts
                from ${rows new_job(id uuid, workflow text, concurrency_key text, priority int, run_at bigint,
                     created_at bigint, max_attempts int, timeout_ms bigint, owner text, batch_id uuid,
                     idempotency_key text, callback_url text, payload text, node uuid, trace text,
                     max_cost bigint)}) job
            where ${guarded}
            """.formatted(QueueRepository.HOLDS);

    private static final Guarded INSERT = Ledger.guarded(Sql.of(STORE));

    private static final Guarded INSERT_AND_START = Ledger.guarded(Sql.of(STORE + "returning id, state"));

    private static final Sql INSERT_ALONE = Sql.of(STORE.replace("${guarded}", "1 = 1"));

    // A key of a job that failed, was cancelled or is deleted is free again: who submits anew wants it to run.
    private static final Sql FREE_KEYS = Sql.of("""
            delete from job_keys
            where (owner, idempotency_key) in (select new_key.owner, new_key.idempotency_key from %s)
              and (created_at < #{expired}
                  or exists (select 1 from finished_jobs f
                      where f.id = job_keys.job_id and f.state in ('failed', 'cancelled'))
                  or not exists (select 1 from jobs j where j.id = job_keys.job_id)
                      and not exists (select 1 from finished_jobs f where f.id = job_keys.job_id))
            """.formatted(KEYS));

    private static final Sql TAKE_KEYS = Sql.of("""
            insert into job_keys (owner, idempotency_key, job_id, fingerprint, created_at)
            select new_key.owner, new_key.idempotency_key, new_key.job_id, new_key.fingerprint, new_key.created_at
            from %s
            where 1 = 1
            on conflict (owner, idempotency_key) do nothing
            """.formatted(KEYS));

    private static final Sql HOLDERS = Sql.of("""
            select k.owner, k.idempotency_key, k.job_id, k.fingerprint, coalesce(j.state, f.state, 'queued') as state,
                coalesce(j.batch_id, f.batch_id) as batch_id
            from %s
            join job_keys k on k.owner = new_key.owner and k.idempotency_key = new_key.idempotency_key
            left join jobs j on j.id = k.job_id
            left join finished_jobs f on f.id = k.job_id
            """.formatted(KEYS));

    /** How long an idempotency key stands for its job or batch. */
    static final long KEY_LIFE_MS = 24 * 60 * 60 * 1000L;

    private IntakeRepository() {}

    /**
     * Stores all that are new, with the audit records of {@code writes}.
     *
     * @param starting jobs that {@code node} starts at once, unless their workflow has a pause or a limit
     */
    static Future<Stored> insert(Ledger ledger, List<Write> writes, List<NewJob> jobs, Set<UUID> starting, UUID node) {
        if (jobs.stream().anyMatch(job -> job.idempotencyKey() != null)) {
            return ledger.commitAll(writes, session -> insert(session, jobs))
                    .map(receipts -> new Stored(receipts, Set.of()));
        }
        Params params = Params.of("new_job", rows(jobs, starting, node));
        return starting.isEmpty()
                ? ledger.commit(writes, INSERT, params).map(none -> new Stored(receipts(jobs), Set.of()))
                : ledger.commit(writes, INSERT_AND_START, params).map(rows -> {
                    Set<UUID> started = new HashSet<>();
                    for (Row row : rows) {
                        if (row.getString("state").equals(State.RUNNING.wire())) {
                            started.add(row.getUUID("id"));
                        }
                    }
                    return new Stored(receipts(jobs), started);
                });
    }

    /** Stores all that are new, in the caller's transaction; none of them starts at once. */
    static Future<List<Receipt>> insert(Session session, List<NewJob> jobs) {
        return holders(session, jobs).compose(holders -> {
            List<NewJob> fresh = jobs.stream()
                    .filter(job -> {
                        Holder holder = holders.get(Key.of(job));
                        return holder == null || holder.job().equals(job.id());
                    })
                    .toList();
            Future<?> stored = fresh.isEmpty()
                    ? Future.succeededFuture()
                    : session.run(INSERT_ALONE, Params.of("new_job", rows(fresh, Set.of(), null)));
            return stored.map(none -> jobs.stream()
                    .map(job -> receipt(job, holders.get(Key.of(job))))
                    .toList());
        });
    }

    private static Future<Map<Key, Holder>> holders(Session session, List<NewJob> jobs) {
        // One order for everybody, or two transactions that take the same keys could wait for each other.
        List<NewJob> keyed = jobs.stream()
                .filter(job -> job.idempotencyKey() != null)
                .sorted(Comparator.comparing(NewJob::owner)
                        .thenComparing(job -> Objects.requireNonNull(job.idempotencyKey())))
                .toList();
        if (keyed.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        var rows = new Rows();
        keyed.forEach(job ->
                rows.add(job.owner(), job.idempotencyKey(), job.id(), asked(job).fingerprint(), job.createdAt()));
        long expired = keyed.getFirst().createdAt() - KEY_LIFE_MS;
        return session.run(FREE_KEYS, Params.of("new_key", rows).and("expired", expired))
                .compose(none -> session.run(TAKE_KEYS, Params.of("new_key", rows)))
                .compose(none -> session.run(HOLDERS, Params.of("new_key", rows)))
                .map(found -> {
                    Map<Key, Holder> holders = new HashMap<>();
                    for (Row row : found) {
                        holders.put(
                                new Key(row.getString("owner"), row.getString("idempotency_key")),
                                new Holder(
                                        row.getUUID("job_id"),
                                        row.getString("fingerprint"),
                                        row.getString("state"),
                                        row.getUUID("batch_id")));
                    }
                    return holders;
                });
    }

    private static List<Receipt> receipts(List<NewJob> stored) {
        return stored.stream().map(IntakeRepository::stored).toList();
    }

    private static Receipt receipt(NewJob job, @Nullable Holder holder) {
        if (holder == null || holder.job().equals(job.id())) {
            return stored(job);
        }
        return new Receipt(
                holder.job(), holder.state(), true, !asked(job).matches(holder.fingerprint()), holder.batch());
    }

    private static Asked asked(NewJob job) {
        return Objects.requireNonNull(job.asked());
    }

    private static Receipt stored(NewJob job) {
        return new Receipt(job.id(), State.QUEUED.wire(), false, false, job.batch());
    }

    private static Rows rows(List<NewJob> jobs, Set<UUID> starting, @Nullable UUID node) {
        var rows = new Rows();
        for (NewJob job : jobs) {
            rows.add(
                    job.id(),
                    job.workflow(),
                    job.key(),
                    job.priority().stored(),
                    job.runAt(),
                    job.createdAt(),
                    job.maxAttempts(),
                    job.timeoutMs(),
                    job.owner(),
                    job.batch(),
                    job.idempotencyKey(),
                    job.callbackUrl(),
                    job.payload(),
                    starting.contains(job.id()) ? node : null,
                    job.trace(),
                    job.maxCost());
        }
        return rows;
    }

    /** A receipt for each job, in order, and which of them run from now on. */
    record Stored(List<Receipt> receipts, Set<UUID> started) {}

    private record Key(String owner, @Nullable String key) {
        static Key of(NewJob job) {
            return new Key(job.owner(), job.idempotencyKey());
        }
    }

    private record Holder(
            UUID job,
            String fingerprint,
            String state,
            @Nullable UUID batch) {}
}
