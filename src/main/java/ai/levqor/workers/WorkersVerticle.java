package ai.levqor.workers;

import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The workers that are built in: {@code noop} does nothing, {@code echo} answers its payload, {@code fetch} calls. */
public final class WorkersVerticle extends Actor {
    private final List<Worker> workers = new ArrayList<>();

    /** The workers of this process. */
    public WorkersVerticle(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        var fetch = new Fetch(kernel.outbound());
        return Future.all(
                serve("noop", task -> Future.succeededFuture(new JsonObject())),
                serve("echo", task -> Future.succeededFuture(task.payload())),
                serve("fetch", fetch::run));
    }

    private Future<?> serve(String workflow, Function<Task, Future<JsonObject>> work) {
        return Workers.serve(vertx, workflow, work).onSuccess(workers::add);
    }

    @Override
    protected Future<?> close() {
        // The jobs of this node have been handed back by now; whoever else waits for an answer gets a moment.
        long grace = kernel.settings().core().shutdownTimeout().toMillis() / 16;
        return Future.any(Future.join(workers.stream().map(Worker::stop).toList()), vertx.timer(Math.max(1, grace)));
    }
}
