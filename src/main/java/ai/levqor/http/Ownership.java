package ai.levqor.http;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.jobs.Jobs;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Somebody who is signed in and no admin gets at their own jobs and batches only: to everything below another's, whatever
 * actor has it, the answer is that there is no such job. Lists are filtered by the actors themselves.
 */
final class Ownership {
    private static final List<String> OWNED = List.of("job_id", "batch_id");
    private static final Future<Void> FINE = Future.succeededFuture();

    private final BusClient bus;

    Ownership(BusClient bus) {
        this.bus = bus;
    }

    /** Fails with {@code not_found} when {@code operation}'s path names what is another's. */
    Future<Void> check(Operation operation, JsonObject input, Caller caller) {
        String owner = caller.confinedTo();
        if (owner == null) {
            return FINE;
        }
        for (String name : OWNED) {
            String id = operation.pathParameters().contains(name) ? input.getString(name) : null;
            if (id != null) {
                return bus.call(Jobs.OWNER, new JsonObject().put(name, id), Caller.SYSTEM)
                        .compose(found -> owner.equals(found.getString("owner"))
                                ? FINE
                                : Future.failedFuture(Failure.notFound(name, id)));
            }
        }
        return FINE;
    }
}
