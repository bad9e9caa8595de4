package ai.levqor.jobs;

import ai.levqor.costs.Meter;
import ai.levqor.costs.Price;
import ai.levqor.costs.Usage;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What a job costs that a worker does whole, by the price of {@code worker.<workflow>}: reserved before the attempt,
 * settled after it. The steps of a job that a definition serves are charged where they are done.
 */
final class WorkerCharges {
    private static final String FUNCTION = "worker.";

    /** A job that is done whole has no steps. */
    private static final String WHOLE = "";

    private final Meter meter;

    WorkerCharges(Meter meter) {
        this.meter = meter;
    }

    /** Makes the call when it may be made, and ends as it does once its cost is settled. */
    Future<Message<Object>> around(Claimed job, Supplier<Future<Message<Object>>> call) {
        Price price = meter.price(FUNCTION + job.lane().workflow());
        if (price.free()) {
            return call.get();
        }
        UUID id = job.id();
        long estimate = price.estimate(job.payload().length(), -1);
        return meter.reserve(id, WHOLE, job.attempt(), FUNCTION + job.lane().workflow(), estimate)
                .compose(none -> {
                    long begun = System.nanoTime();
                    return call.get().transform(answer -> {
                        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
                        Future<Void> settled = answer.succeeded()
                                ? answered(job, price, answer.result(), millis)
                                : failed(job, price, answer.cause(), millis);
                        return settled.compose(stored -> answer.succeeded()
                                ? Future.succeededFuture(answer.result())
                                : Future.failedFuture(answer.cause()));
                    });
                });
    }

    private Future<Void> answered(Claimed job, Price price, Message<Object> answer, long millis) {
        if (answer.headers().contains("resume_in") || answer.headers().contains("resume_at")) {
            return meter.release(job.id(), WHOLE, job.attempt()); // it had nothing to do
        }
        Usage usage = answer.body() instanceof JsonObject reply ? Usage.of(reply) : Usage.NONE;
        return meter.settle(job.id(), WHOLE, job.attempt(), price.cost(usage, millis), usage, millis);
    }

    private Future<Void> failed(Claimed job, Price price, Throwable cause, long millis) {
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS) {
            return meter.release(job.id(), WHOLE, job.attempt());
        }
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT) {
            return meter.presume(job.id(), WHOLE, job.attempt());
        }
        return meter.settle(job.id(), WHOLE, job.attempt(), price.cost(Usage.NONE, millis), Usage.NONE, millis);
    }
}
