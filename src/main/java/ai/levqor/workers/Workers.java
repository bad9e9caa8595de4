package ai.levqor.workers;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/**
 * Registers workers: what does the jobs of a workflow. Any process that shares the event bus may serve any workflow,
 * several may share one.
 *
 * <pre>{@code
 * Workers.serve(vertx, "invoice.send", task -> mail(task.payload()).map(id -> new JsonObject().put("mail", id)));
 * }</pre>
 *
 * A job runs at least once: a worker whose node is taken for dead while it works is not stopped, and another one gets
 * the job. Make effects idempotent by {@link Task#jobId()}.
 */
public final class Workers {
    /** Attempts that a worker takes at once unless it says otherwise. */
    public static final int MAX_IN_FLIGHT = 1_024;

    /** Where the queue looks for the workers of a workflow: this and its name. */
    static final String ADDRESS = "workers.";

    /** Published by whoever starts or ends to serve a workflow, so that its jobs need not wait for the next look. */
    static final String CHANGED = "workers.changed";

    private Workers() {}

    /** Serves {@code workflow} with at most {@link #MAX_IN_FLIGHT} attempts at once. */
    public static Future<Worker> serve(Vertx vertx, String workflow, Function<Task, Future<JsonObject>> work) {
        return serve(vertx, workflow, MAX_IN_FLIGHT, work);
    }

    /**
     * Serves {@code workflow} by {@code work}, on the context of the caller: a verticle's, or a new one.
     *
     * <p>The future that {@code work} answers holds the job's result. A {@link PermanentFailure} ends the job; every
     * other exception, thrown or in the future, lets it be tried again. On a virtual thread {@code work} may await.
     *
     * @param maxInFlight attempts at once; more are refused, to be tried again later or by another node
     * @return the worker, once jobs reach it
     */
    public static Future<Worker> serve(
            Vertx vertx, String workflow, int maxInFlight, Function<Task, Future<JsonObject>> work) {
        var worker = new Worker(vertx, workflow, maxInFlight, work);
        return worker.register()
                .onSuccess(none -> vertx.eventBus().publish(CHANGED, new JsonObject()))
                .map(worker);
    }

    /** Whether a failure's code means that another attempt is useless. */
    static boolean permanent(int code) {
        return code >= 400 && code < 500 && code != 408 && code != 429;
    }
}
