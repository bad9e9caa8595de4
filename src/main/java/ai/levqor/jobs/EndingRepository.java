package ai.levqor.jobs;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import ai.levqor.sql.Uuid7;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores how attempts ended, many in one transaction, each only if it still holds its job. */
final class EndingRepository {
    private static final String ENDINGS = """
            ${rows ending(id uuid, attempt int, state text, at bigint, result text, error text, forced int)}
            join jobs j on j.id = ending.id and j.attempt = ending.attempt
              and (j.state = 'running' or ending.forced = 1)
            """;

    private static final Sql FINISH = Sql.of("""
            insert into finished_jobs (id, workflow, concurrency_key, priority, state, run_at, created_at, started_at,
                finished_at, attempt, max_attempts, timeout_ms, node, owner, batch_id, idempotency_key, callback_url,
                result, error, payload, max_cost)
            select j.id, j.workflow, j.concurrency_key, j.priority, ending.state, j.run_at, j.created_at, j.started_at,
                ending.at, j.attempt, j.max_attempts, j.timeout_ms, j.node, j.owner, j.batch_id, j.idempotency_key,
                j.callback_url, ending.result, ending.error, j.payload, j.max_cost
            from %s
            where 1 = 1
            on conflict (id) do nothing
            returning id
            """.formatted(ENDINGS));

    // Without a lock since the insert: a job that was requeued or claimed again in between has ended all the same, and
    // whoever ends it at the same moment meets the primary key of finished_jobs.
    private static final Sql REMOVE =
            Sql.of("delete from jobs where id in (select ended.job_id from ${rows ended(job_id uuid)})");

    // A signal that came after the worker looked wakes the job at once. The column is the job's own, so the update sees
    // it even where it waited for the signal's transaction.
    private static final Sql REQUEUE = Sql.of("""
            update jobs as j
            set state = 'queued', node = null, started_at = null, error = ending.error, waiting = ending.waiting,
                attempt = j.attempt - ending.uncounted,
                run_at = case when ending.signals >= 0 and j.signals <> ending.signals
                    then ending.now else ending.at end
            from ${rows ending(job_id uuid, attempt int, at bigint, error text, waiting text, uncounted int,
                signals int, now bigint)}
            where j.id = ending.job_id and j.attempt = ending.attempt and j.state = 'running'
            returning id
            """);

    private static final Sql DELIVER = Sql.of("""
            insert into callback_deliveries (id, job_id, url, body, state, next_at, created_at, trace)
            select delivery.id, delivery.job_id, delivery.url, delivery.body, 'pending', delivery.at, delivery.at,
                delivery.trace
            from ${rows delivery(id uuid, job_id uuid, url text, body text, at bigint, trace text)}
            """);

    private final Database database;
    private final Uuid7 ids;

    EndingRepository(Database database, Uuid7 ids) {
        this.database = database;
        this.ids = ids;
    }

    /** Answers for each ending whether it was still the job's attempt; the others changed nothing. */
    Future<List<Boolean>> store(List<Ending> endings) {
        List<Ending> ended =
                endings.stream().filter(ending -> ending.state().ended()).toList();
        List<Ending> again =
                endings.stream().filter(ending -> !ending.state().ended()).toList();
        return database.transaction(session -> finish(session, ended)
                .compose(finished -> requeue(session, again).map(requeued -> {
                    finished.addAll(requeued);
                    return endings.stream()
                            .map(ending -> finished.contains(ending.id()))
                            .toList();
                })));
    }

    private Future<Set<UUID>> finish(Session session, List<Ending> endings) {
        if (endings.isEmpty()) {
            return Future.succeededFuture(new HashSet<>());
        }
        var rows = new Rows();
        for (Ending ending : endings) {
            rows.add(
                    ending.id(),
                    ending.attempt(),
                    ending.state().wire(),
                    ending.at(),
                    ending.result(),
                    text(ending.error()),
                    ending.forced() ? 1 : 0);
        }
        return session.run(FINISH, Params.of("ending", rows)).compose(inserted -> {
            Set<UUID> finished = ids(inserted);
            var ended = new Rows();
            finished.forEach(ended::add);
            return session.run(REMOVE, Params.of("ended", ended))
                    .compose(none -> deliver(session, endings, finished))
                    .map(finished);
        });
    }

    private Future<?> deliver(Session session, List<Ending> endings, Set<UUID> finished) {
        var rows = new Rows();
        for (Ending ending : endings) {
            if (ending.callbackUrl() != null && finished.contains(ending.id())) {
                rows.add(
                        ids.next(),
                        ending.id(),
                        ending.callbackUrl(),
                        ending.callback().encode(),
                        ending.at(),
                        ending.trace());
            }
        }
        return rows.size() == 0 ? Future.succeededFuture() : session.run(DELIVER, Params.of("delivery", rows));
    }

    private static Future<Set<UUID>> requeue(Session session, List<Ending> endings) {
        if (endings.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        var rows = new Rows();
        for (Ending ending : endings) {
            Snooze snooze = ending.snooze();
            rows.add(
                    ending.id(),
                    ending.attempt(),
                    ending.retryAt(),
                    text(ending.error()),
                    snooze == null ? null : snooze.reason(),
                    snooze == null ? 0 : 1,
                    snooze == null ? -1 : snooze.signals(),
                    ending.at());
        }
        return session.run(REQUEUE, Params.of("ending", rows)).compose(updated -> {
            Set<UUID> requeued = ids(updated);
            List<JobEvent> events = endings.stream()
                    .filter(ending -> ending.snooze() == null && requeued.contains(ending.id()))
                    .map(EndingRepository::attemptFailed)
                    .toList();
            return JobRepository.add(session, events).map(requeued);
        });
    }

    private static JobEvent attemptFailed(Ending ending) {
        var detail = new JsonObject()
                .put("started_at", ending.startedAt())
                .put("error", ending.error())
                .put("retry_at", ending.retryAt() / 1000.0);
        JsonObject error = ending.error();
        boolean lost = error != null && Ending.LOST.equals(error.getString("code"));
        return new JobEvent(ending.id(), ending.at(), lost ? "rescued" : "attempt_failed", ending.attempt(), detail);
    }

    private static Set<UUID> ids(RowSet<Row> rows) {
        Set<UUID> ids = new HashSet<>();
        for (Row row : rows) {
            ids.add(row.getUUID("id"));
        }
        return ids;
    }

    private static @Nullable String text(@Nullable JsonObject json) {
        return json == null ? null : json.encode();
    }
}
