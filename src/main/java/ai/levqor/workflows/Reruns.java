package ai.levqor.workflows;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import ai.levqor.sql.Uuid7;
import ai.levqor.workflows.RerunPlan.Kept;
import ai.levqor.workflows.RerunPlan.Step;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.UUID;

/**
 * Does a finished job once more from one of its steps on: a new job with the journal of what was before. The old one stays
 * as it ended, and because steps' idempotency keys come from the job's id, effects happen again.
 */
final class Reruns {
    private static final Sql FIND = Sql.of("""
            select f.id, r.version, (select j.id from jobs j where j.id = #{job}) as active
            from workflow_runs r left join finished_jobs f on f.id = r.job_id where r.job_id = #{job}
            """);

    private static final Sql EXISTS =
            Sql.of("select id from jobs where id = #{job} union all select id from finished_jobs where id = #{job}");

    private static final Sql STEPS = Sql.of("""
            select step, name, kind, state, seq, started_at, ended_at from workflow_steps where job_id = #{job}
            """);

    // As many attempts as it was submitted with: every revival added as many again.
    private static final Sql ADD = Sql.of("""
            insert into jobs (id, workflow, concurrency_key, priority, state, run_at, created_at, attempt, max_attempts,
                timeout_ms, owner, callback_url, payload, max_cost)
            select #{made}, workflow, concurrency_key, priority, 'queued', #{now}, #{now}, 0,
                case when max_attempts / (1 + e.revivals) < 1 then 1 else max_attempts / (1 + e.revivals) end,
                timeout_ms, #{owner}, callback_url, payload, max_cost
            from finished_jobs, (select count(*) as revivals from job_events
                where job_id = #{job} and type = 'retried') e
            where id = #{job}
            """);

    private static final Sql BEGIN = Sql.of("""
            insert into workflow_runs (job_id, name, version, started_at, tasks, rerun_of, rerun_from)
            select #{made}, name, version, #{now}, tasks, job_id, #{step} from workflow_runs where job_id = #{job}
            """);

    private static final Sql KEEP = Sql.of("""
            insert into workflow_steps (job_id, step, name, kind, state, input, output, context, next, error, attempts,
                due_at, started_at, ended_at, seq)
            select #{made}, s.step, s.name, s.kind,
                case when kept.attempts > 0 then 'retrying' else s.state end, s.input,
                case when kept.attempts > 0 then null else s.output end, s.context, s.next, s.error,
                case when kept.attempts > 0 then kept.attempts else s.attempts end,
                case when kept.attempts > 0 then #{now} else s.due_at end, s.started_at,
                case when kept.attempts > 0 then null else s.ended_at end, s.seq
            from workflow_steps s join ${rows kept(step text, attempts int)} on kept.step = s.step
            where s.job_id = #{job}
            """);

    private final Database database;
    private final Uuid7 ids;
    private final InstantSource clock;

    Reruns(Database database, Uuid7 ids, InstantSource clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** The new job, which is stored and due. */
    Future<UUID> rerun(UUID job, String from, String owner) {
        return database.transaction(session -> check(session, job)
                .compose(none -> session.run(STEPS, Params.of("job", job)))
                .compose(rows -> {
                    var steps = new ArrayList<Step>();
                    rows.forEach(row -> steps.add(step(row)));
                    return store(session, job, RerunPlan.of(steps, from), owner);
                }));
    }

    private static Future<?> check(Session session, UUID job) {
        return session.run(FIND, Params.of("job", job)).compose(rows -> {
            if (rows.size() == 0) {
                return session.run(EXISTS, Params.of("job", job))
                        .compose(known -> Future.failedFuture(
                                known.size() == 0
                                        ? Failure.notFound("job_id", job.toString())
                                        : conflict("The job has not run a workflow, so it has no steps.")));
            }
            Row row = rows.iterator().next();
            return row.getUUID("id") == null || row.getUUID("active") != null
                    ? Future.failedFuture(conflict("The job has not ended; cancel it first."))
                    : Future.succeededFuture();
        });
    }

    private Future<UUID> store(Session session, UUID job, RerunPlan plan, String owner) {
        UUID made = ids.next();
        long now = clock.millis();
        var kept = new Rows();
        for (Kept step : plan.kept()) {
            kept.add(step.step(), step.attempts());
        }
        return session.run(
                        ADD,
                        Params.of("job", job).and("made", made).and("now", now).and("owner", owner))
                .compose(none -> session.run(
                        BEGIN,
                        Params.of("job", job).and("made", made).and("now", now).and("step", plan.from())))
                .compose(none -> plan.kept().isEmpty()
                        ? Future.succeededFuture()
                        : session.run(
                                KEEP,
                                Params.of("job", job)
                                        .and("made", made)
                                        .and("now", now)
                                        .and("kept", kept)))
                .map(made);
    }

    private static Failure conflict(String message) {
        return new Failure(Code.CONFLICT, message);
    }

    private static Step step(Row row) {
        return new Step(
                row.getString("step"),
                row.getString("name"),
                row.getString("kind"),
                row.getString("state"),
                row.getInteger("seq"),
                row.getLong("started_at"),
                row.getLong("ended_at"));
    }
}
