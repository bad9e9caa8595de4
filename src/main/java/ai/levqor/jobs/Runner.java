package ai.levqor.jobs;

import ai.levqor.bus.InputCodec;
import ai.levqor.bus.Nearest;
import ai.levqor.bus.NodeLeft;
import ai.levqor.bus.Tracing;
import ai.levqor.costs.Meter;
import ai.levqor.live.Watch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs claimed jobs: asks the worker on the bus, and turns its answer, its silence or its absence into an
 * {@link Ending}. Belongs to the verticle's context.
 */
final class Runner {
    /** Where the workers of a workflow listen: {@code workers.<workflow>}. */
    static final String WORKERS = "workers.";

    private final Vertx vertx;
    private final Watch watch;
    private final InstantSource clock;
    private final Backoff backoff;
    private final Tracing tracing;
    private final Endings endings;
    private final WorkerCharges charges;
    private final JobMeters meters;
    private final Map<UUID, Claimed> running = new HashMap<>();
    private Consumer<Claimed> onFree = job -> {};
    private Consumer<Claimed> onUnserved = job -> {};
    private Consumer<String> onServed = workflow -> {};
    private @Nullable Promise<Void> idle;

    Runner(
            Vertx vertx,
            InstantSource clock,
            Endings endings,
            Backoff backoff,
            Tracing tracing,
            WorkerCharges charges,
            JobMeters meters) {
        this.charges = charges;
        this.meters = meters;
        this.vertx = vertx;
        this.watch = Watch.of(vertx);
        this.clock = clock;
        this.endings = endings;
        this.backoff = backoff;
        this.tracing = tracing;
    }

    /** Tells the dispatcher of a free place, of a job that no worker takes, and of a workflow that has one. */
    void listen(Consumer<Claimed> free, Consumer<Claimed> unserved, Consumer<String> served) {
        onFree = free;
        onUnserved = unserved;
        onServed = served;
    }

    int running() {
        return running.size();
    }

    boolean holds(UUID id, int attempt) {
        Claimed job = running.get(id);
        return job != null && job.attempt() == attempt;
    }

    /** Whether results pile up, so that claiming more would only take memory. */
    boolean behind() {
        return endings.waiting() > 2_000;
    }

    void run(Claimed job) {
        running.put(job.id(), job);
        meters.started(job);
        watch.changed(job.id());
        var message = new JsonObject()
                .put("job_id", job.id().toString())
                .put("workflow", job.lane().workflow())
                .put("attempt", job.attempt())
                .put("max_attempts", job.maxAttempts())
                .put("payload", new JsonObject(job.payload()));
        // The event bus takes at least one millisecond.
        var options = new DeliveryOptions().setSendTimeout(Math.max(1, job.timeoutMs()));
        if (!vertx.isClustered()) {
            options.setCodecName(InputCodec.NAME); // the message is the worker's alone, so it need not be copied
        }
        String worker = WORKERS + job.lane().workflow();
        tracing.within(
                        "job",
                        job.trace(),
                        attributes(job),
                        () -> charges.around(job, () -> Nearest.request(vertx, worker, message, options)))
                .onSuccess(reply -> answered(job, reply))
                .onFailure(cause -> failed(job, cause));
    }

    private void answered(Claimed job, Message<Object> reply) {
        Snooze snooze = Snooze.of(reply.headers(), clock.millis());
        if (snooze == null) {
            end(job, Outcome.success(reply.body()));
        } else if (forget(job.id(), job.attempt())) {
            onServed.accept(job.lane().workflow());
            endings.store(Ending.later(job, clock.millis(), snooze), job.lane());
        }
    }

    private Map<String, String> attributes(Claimed job) {
        return job.trace() == null
                ? Map.of()
                : Map.of(
                        "levqor.job_id", job.id().toString(),
                        "levqor.workflow", job.lane().workflow(),
                        "levqor.attempt", Integer.toString(job.attempt()));
    }

    private void failed(Claimed job, Throwable cause) {
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS) {
            if (forget(job.id(), job.attempt())) {
                onUnserved.accept(job);
            }
        } else if (cause instanceof Meter.Waits waits) {
            if (forget(job.id(), job.attempt())) {
                var snooze = new Snooze(waits.until(), -1, waits.reason());
                endings.store(Ending.later(job, clock.millis(), snooze), job.lane());
            }
        } else if (cause instanceof NodeLeft) {
            if (forget(job.id(), job.attempt())) {
                endings.store(Ending.lost(job, clock.millis()), job.lane());
            }
        } else {
            end(job, Outcome.failure(cause, job.timeoutMs()));
        }
    }

    private void end(Claimed job, Outcome outcome) {
        if (!forget(job.id(), job.attempt())) {
            return; // cancelled meanwhile, or handed back
        }
        onServed.accept(job.lane().workflow());
        store(job, outcome);
    }

    private void store(Claimed job, Outcome outcome) {
        long now = clock.millis();
        JsonObject error = outcome.error();
        Ending ending;
        if (error == null) {
            ending = Ending.of(job, State.SUCCEEDED, now, outcome.result(), null);
        } else if (outcome.permanent() || job.attempt() >= job.maxAttempts()) {
            ending = Ending.of(job, State.FAILED, now, null, error);
        } else {
            ending = Ending.again(job, now, now + backoff.after(job.attempt()), error);
        }
        endings.store(ending, job.lane());
    }

    /** Frees the place of a job; whether it was there. */
    boolean forget(UUID id, int attempt) {
        Claimed job = running.get(id);
        if (job == null || job.attempt() != attempt) {
            return false;
        }
        running.remove(id);
        onFree.accept(job);
        Promise<Void> waiter = idle;
        if (running.isEmpty() && waiter != null) {
            // Later, so that what this end is about to store is under way when the waiter goes on.
            vertx.runOnContext(none -> waiter.tryComplete());
        }
        return true;
    }

    /** Ends when nothing runs any more. */
    Future<Void> idle() {
        if (running.isEmpty()) {
            return Future.succeededFuture();
        }
        idle = Promise.promise();
        return idle.future();
    }

    /** What still runs; the answers to it will be ignored. */
    List<Claimed> abandon() {
        List<Claimed> left = List.copyOf(running.values());
        running.clear();
        return left;
    }
}
