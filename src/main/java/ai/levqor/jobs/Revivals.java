package ai.levqor.jobs;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;

/** Brings failed and cancelled jobs back into the queue, with all their attempts before them. */
final class Revivals {
    // As many attempts as it was submitted with: every earlier revival added as many again.
    private static final Sql BACK = Sql.of("""
            insert into jobs (id, workflow, concurrency_key, priority, state, run_at, created_at, attempt, max_attempts,
                timeout_ms, owner, batch_id, idempotency_key, callback_url, payload, max_cost)
            select id, workflow, concurrency_key, priority, 'queued', #{now}, created_at, attempt,
                attempt + max_attempts / (1 + (
                    select count(*) from job_events e where e.job_id = finished_jobs.id and e.type = 'retried')),
                timeout_ms, owner, batch_id, idempotency_key, callback_url, payload, max_cost
            from finished_jobs where id = #{id} and state in ('failed', 'cancelled') ${forUpdate}
            """);

    private static final Sql REMOVE = Sql.of("delete from finished_jobs where id = #{id}");

    private final Database database;
    private final Engine engine;
    private final InstantSource clock;

    Revivals(Database database, Engine engine, InstantSource clock) {
        this.database = database;
        this.engine = engine;
        this.clock = clock;
    }

    /** Whether the job was still failed or cancelled, and now is queued. */
    Future<Boolean> revive(Job job) {
        long now = clock.millis();
        String error = job.error();
        var detail = new JsonObject()
                .put("started_at", job.startedAt())
                .put("finished_at", job.finishedAt())
                .put("status", job.state().wire())
                .put("error", error == null ? null : new JsonObject(error));
        return database.<Boolean>transaction(session -> session.run(
                                BACK, Params.of("id", job.id()).and("now", now))
                        .compose(back -> back.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : session.run(REMOVE, Params.of("id", job.id()))
                                        .compose(none -> JobRepository.add(
                                                session,
                                                List.of(new JobEvent(job.id(), now, "retried", job.attempt(), detail))))
                                        .map(true)))
                .onSuccess(revived -> engine.wake(job.lane(), now));
    }
}
