package ai.levqor.jobs;

import ai.levqor.sql.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;

/** Why a queued job is not running: computed from what holds now, never from a note that may be out of date. */
final class Waiting {
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
                return known("waiting", job.waiting());
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
            return known("capacity", "It is behind other jobs; it starts when a place is free.");
        }
        return database.transaction(session -> queues.room(session, job.lane(), limits, now))
                .compose(room -> full(room));
    }

    private static Future<JsonObject> full(QueueRepository.Room room) {
        if (room.places() > 0) {
            return known("capacity", "It is behind other jobs; it starts when a place is free.");
        }
        return room.byRate()
                ? known("rate_limit", "The workflow's rate limit is used up for now.")
                : known("concurrency_limit", "As many jobs as the workflow's limit allows are running.");
    }

    private static Future<JsonObject> known(String reason, String message) {
        return Future.succeededFuture(new JsonObject().put("reason", reason).put("message", message));
    }
}
