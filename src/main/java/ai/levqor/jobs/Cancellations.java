package ai.levqor.jobs;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Tells the node that runs a job, and its worker, that the job's result is wanted no more. */
final class Cancellations {
    /** Published with {@code {job_id, attempt}}; workers that can stop early listen. */
    static final String ADDRESS = "jobs.cancelled";

    private final Vertx vertx;

    Cancellations(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Lets {@code runner} hear of them. */
    MessageConsumer<JsonObject> listen(Runner runner) {
        return vertx.eventBus()
                .consumer(
                        ADDRESS,
                        message -> runner.forget(
                                UUID.fromString(message.body().getString("job_id")),
                                message.body().getInteger("attempt")));
    }

    void announce(Job job) {
        if (job.state() == State.RUNNING) {
            vertx.eventBus()
                    .publish(
                            ADDRESS,
                            new JsonObject().put("job_id", job.id().toString()).put("attempt", job.attempt()));
        }
    }
}
