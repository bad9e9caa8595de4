package ai.levqor.jobs;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Brings failed and cancelled jobs back into the queue, with all their attempts before them. */
final class Revivals {
    // As many attempts as it was submitted with: every earlier revival added as many again.
    private static final Sql BACK = Sql.of("""
            insert into jobs (id, workflow, concurrency_key, priority, state, run_at, created_at, attempt, max_attempts,
                timeout_ms, owner, batch_id, idempotency_key, callback_url, payload, max_cost)
            select id, workflow, concurrency_key, priority, 'queued', #{now}, created_at, attempt,
                attempt + max_attempts / (1 + (
                    select count(*) from job_events e where e.job_id = f.id and e.type = 'retried')),
                timeout_ms, owner, batch_id, idempotency_key, callback_url, payload, max_cost
            from finished_jobs f
            where id in (select back.job_id from ${rows back(job_id uuid)}) and state in ('failed', 'cancelled') ${forUpdate}
            returning id
            """);

    private static final Sql REMOVE =
            Sql.of("delete from finished_jobs where id in (select back.job_id from ${rows back(job_id uuid)})");

    private final Database database;
    private final Engine engine;
    private final InstantSource clock;

    Revivals(Database database, Engine engine, InstantSource clock) {
        this.database = database;
        this.engine = engine;
        this.clock = clock;
    }

    /** Which of the jobs were still failed or cancelled, and now are queued. */
    Future<Set<UUID>> revive(List<Job> jobs) {
        long now = clock.millis();
        var wanted = new Rows();
        jobs.forEach(job -> wanted.add(job.id()));
        return database.<Set<UUID>>transaction(session -> session.run(
                                BACK, Params.of("back", wanted).and("now", now))
                        .compose(back -> {
                            Set<UUID> revived = new HashSet<>();
                            for (Row row : back) {
                                revived.add(row.getUUID("id"));
                            }
                            if (revived.isEmpty()) {
                                return Future.succeededFuture(revived);
                            }
                            var gone = new Rows();
                            revived.forEach(gone::add);
                            return session.run(REMOVE, Params.of("back", gone))
                                    .compose(none -> JobRepository.add(session, events(jobs, revived, now)))
                                    .map(revived);
                        }))
                .onSuccess(revived ->
                        jobs.stream().filter(job -> revived.contains(job.id())).forEach(job -> engine.wake(job, now)));
    }

    private static List<JobEvent> events(List<Job> jobs, Set<UUID> revived, long now) {
        return jobs.stream()
                .filter(job -> revived.contains(job.id()))
                .map(job -> new JobEvent(job.id(), now, "retried", job.attempt(), detail(job)))
                .toList();
    }

    private static JsonObject detail(Job job) {
        String error = job.error();
        return new JsonObject()
                .put("started_at", job.startedAt())
                .put("finished_at", job.finishedAt())
                .put("status", job.state().wire())
                .put("error", error == null ? null : new JsonObject(error));
    }
}
