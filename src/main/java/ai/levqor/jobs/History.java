package ai.levqor.jobs;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a job, in order. A smooth run stores no events: its row tells when it was accepted, started and
 * ended. Only what a row cannot tell, such as earlier attempts, is stored.
 */
final class History {
    private History() {}

    static List<JobEvent> of(Job job, List<JobEvent> stored) {
        var events = new ArrayList<JobEvent>();
        events.add(new JobEvent(job.id(), job.createdAt(), "accepted", 0, null));
        for (JobEvent event : stored) {
            JsonObject detail = event.detail() == null ? new JsonObject() : event.detail();
            Long started = detail.getLong("started_at");
            if (started != null) {
                events.add(started(job, started, event.attempt()));
            }
            Long finished = detail.getLong("finished_at");
            if (finished == null) {
                events.add(new JobEvent(job.id(), event.at(), event.type(), event.attempt(), shown(detail)));
            } else {
                events.add(ended(
                        job, finished, detail.getString("status"), event.attempt(), detail.getJsonObject("error")));
                events.add(new JobEvent(job.id(), event.at(), event.type(), event.attempt(), null));
            }
        }
        if (job.startedAt() != null && job.state() != State.QUEUED) {
            events.add(started(job, job.startedAt(), job.attempt()));
        }
        if (job.finishedAt() != null) {
            JsonObject error = job.error() == null ? null : new JsonObject(job.error());
            events.add(ended(job, job.finishedAt(), job.state().wire(), job.attempt(), error));
        }
        return events;
    }

    private static JobEvent ended(Job job, long at, String state, int attempt, @Nullable JsonObject error) {
        return new JobEvent(job.id(), at, state, attempt, error == null ? null : new JsonObject().put("error", error));
    }

    private static JobEvent started(Job job, long at, int attempt) {
        return new JobEvent(job.id(), at, "started", attempt, null);
    }

    private static @Nullable JsonObject shown(JsonObject detail) {
        JsonObject copy = detail.copy();
        copy.remove("started_at");
        return copy.isEmpty() ? null : copy;
    }
}
