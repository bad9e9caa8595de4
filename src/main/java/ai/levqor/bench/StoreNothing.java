package ai.levqor.bench;

import ai.levqor.bus.Operation;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/** The intake's route without its store; {@link #RECORD} has its audit row: same edge, key, body, schema, bus and answer. */
final class StoreNothing extends Actor {
    static final Operation ACCEPT = Operation.query("bench.accept", "Accept a job and forget it")
            .post("/api/v1/bench")
            .request("jobs/submit")
            .reply(202, "jobs/accepted")
            .requires("jobs:write")
            .fails();

    /** The same as an operation that writes: with an audit row. */
    static final Operation RECORD = Operation.command("bench.record", "Accept a job, forget it, and record that")
            .post("/api/v1/bench/recorded")
            .request("jobs/submit")
            .reply(202, "jobs/accepted")
            .requires("jobs:write")
            .fails();

    /** The same for everybody. */
    static final Operation BARE = Operation.query("bench.bare", "Accept a job from anybody and forget it")
            .post("/api/v1/bench")
            .request("jobs/submit")
            .reply(202, "jobs/accepted")
            .fails();

    StoreNothing(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        String id = UUID.randomUUID().toString();
        for (Operation operation : List.of(ACCEPT, RECORD, BARE)) {
            on(
                    operation,
                    request -> request.input().getJsonObject("payload").encode(),
                    payload -> () -> new JsonObject().put("job_id", id).put("status", "queued"));
        }
        return Future.succeededFuture();
    }
}
