package ai.levqor.jobs;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** Why a queued job is not running: computed from what holds now, never from a note that may be out of date. */
final class Waiting {
    private static final int MAX_COUNTED = 1_000;

    private static final Sql BEHIND = Sql.of("""
            select count(*) as jobs from (
                select id from jobs
                where state = 'queued' and workflow = #{workflow} and concurrency_key = #{key}
                  and priority = #{priority} and run_at <= #{now} and (run_at, id) < (#{run_at}, #{id})
                order by run_at, id limit #{limit}) before
            """);

    private static final Sql STEP = Sql.of("""
            select step, kind, state, due_at, case when length(output) <= 8192 then output end as output
            from workflow_steps where job_id = #{job} and state in ('waiting', 'retrying')
            order by due_at, step limit 1
            """);

    private final Database database;
    private final QueueRepository queues;
    private final Served served;
    private final InstantSource clock;

    Waiting(Database database, QueueRepository queues, Served served, InstantSource clock) {
        this.database = database;
        this.queues = queues;
        this.served = served;
        this.clock = clock;
    }

    Future<JsonObject> reason(Job job) {
        long now = clock.millis();
        if (job.runAt() > now) {
            String at = Instant.ofEpochMilli(job.runAt()).toString();
            if (job.waiting() != null) {
                return suspended(job, job.waiting());
            }
            return job.attempt() == 0
                    ? known("scheduled", "It is due at " + at + ".")
                    : known("retrying", "Attempt " + job.attempt() + " failed; the next is due at " + at + ".");
        }
        return queues.find(job.workflow()).compose(limits -> {
            if (limits.paused()) {
                return known("paused", "The workflow \"" + job.workflow() + "\" is paused; resume it to go on.");
            }
            return served.ask(job.workflow()).compose(any -> any ? held(job, limits, now) : nobody(job.workflow()));
        });
    }

    private static Future<JsonObject> nobody(String workflow) {
        return known(
                "no_worker",
                "No worker serves \"" + workflow + "\"; the job starts when one listens on \"" + Runner.WORKERS
                        + workflow + "\".");
    }

    private Future<JsonObject> held(Job job, QueueLimits limits, long now) {
        if (!limits.any()) {
            return behind(job, now);
        }
        return database.transaction(session -> queues.room(session, job.lane(), limits, now))
                .compose(room -> room.places() > 0 ? behind(job, now) : full(room));
    }

    private Future<JsonObject> behind(Job job, long now) {
        return database.query(
                        BEHIND,
                        Params.of("workflow", job.workflow())
                                .and("key", job.key())
                                .and("priority", job.priority().stored())
                                .and("now", now)
                                .and("run_at", job.runAt())
                                .and("id", job.id())
                                .and("limit", MAX_COUNTED + 1))
                .map(rows -> rows.iterator().next().getLong("jobs"))
                .map(jobs -> {
                    String others = jobs > MAX_COUNTED ? "more than " + MAX_COUNTED : Long.toString(jobs);
                    String message = jobs == 0
                            ? "It is the next of its workflow, key and priority; it starts when a place is free."
                            : "It is behind " + others
                                    + " others of its workflow, key and priority; it starts when a place is free.";
                    return json("capacity", message).put("behind", Math.min(jobs, MAX_COUNTED));
                });
    }

    /** Its worker asked to go on later: for a workflow, its journal knows which step waits, and for what. */
    private Future<JsonObject> suspended(Job job, String why) {
        return database.query(STEP, Params.of("job", job.id())).map(rows -> {
            if (rows.size() == 0) {
                return json(ofBudget(why) ? "budget" : "waiting", why).put("until", job.runAt() / 1000.0);
            }
            Row row = rows.iterator().next();
            Long due = row.getLong("due_at");
            String reason = reason(row, why);
            boolean timed = due != null && due != Long.MAX_VALUE;
            String until = timed ? ", until " + Instant.ofEpochMilli(due) : "";
            String event = reason.equals("approval") ? ", an approval" : "";
            String sentence = why.endsWith(".") ? why.substring(0, why.length() - 1) : why;
            return json(reason, sentence + " (step " + row.getString("step") + event + until + ").")
                    .put("step", row.getString("step"))
                    .put("until", timed ? due / 1000.0 : null);
        });
    }

    private static boolean ofBudget(String why) {
        return why.toLowerCase(Locale.ROOT).contains("budget");
    }

    private static String reason(Row row, String why) {
        if (ofBudget(why)) {
            return "budget";
        }
        if (row.getString("state").equals("retrying")) {
            return "retrying";
        }
        if (!row.getString("kind").equals("listen")) {
            return row.getString("kind").equals("wait") ? "timer" : "waiting";
        }
        String wanted = row.getString("output");
        return wanted != null && wanted.contains("\"type\":\"approval\"") ? "approval" : "event";
    }

    private static Future<JsonObject> full(QueueRepository.Room room) {
        return room.byRate()
                ? known("rate_limit", "The workflow's rate limit is used up for now.")
                : known("concurrency_limit", "As many jobs as the workflow's limit allows are running.");
    }

    private static Future<JsonObject> known(String reason, String message) {
        return Future.succeededFuture(json(reason, message));
    }

    private static JsonObject json(String reason, String message) {
        return new JsonObject().put("reason", reason).put("message", message);
    }
}
