package ai.levqor.bench;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Operation;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.sql.GroupCommit;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Sql;
import ai.levqor.sql.Uuid7;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/** The intake as a few lines would do it: the job is stored, durably and with its neighbours, and nothing is recorded. */
@SuppressWarnings("NullAway.Init") // open() makes the commit, on an event loop
final class StoreJob extends Actor {
    /** Takes a job of anybody. */
    static final Operation BARE = Operation.query("bench.store", "Store a job of anybody")
            .post("/api/v1/intake")
            .request("jobs/submit")
            .reply(202, "jobs/accepted")
            .fails();

    private static final int MAX_BATCH = 500;
    private static final int MAX_WAITING = 20_000;

    private static final Sql INSERT = Sql.of("""
            insert into jobs (id, workflow, priority, state, run_at, created_at, attempt, max_attempts, timeout_ms, owner, payload)
            select job.id, job.workflow, 1, 'queued', job.at, job.at, 0, 5, 60000, 'bench', job.payload
            from ${rows job(id uuid, workflow text, at bigint, payload text)}
            """);

    private final Uuid7 ids;
    private GroupCommit<Job, Boolean> commit;

    StoreJob(Kernel kernel) {
        super(kernel);
        this.ids = new Uuid7(kernel.clock());
    }

    @Override
    protected Future<?> open() {
        Promise<Void> made = Promise.promise();
        ((VertxInternal) vertx).createEventLoopContext().runOnContext(none -> {
            commit = new GroupCommit<>(vertx, MAX_BATCH, MAX_WAITING, 1, this::store);
            made.complete();
        });
        on(
                BARE,
                request -> new Job(
                        ids.next(),
                        request.text("workflow"),
                        request.input().getJsonObject("payload").encode()),
                job -> {
                    await(commit.add(job));
                    return () ->
                            new JsonObject().put("job_id", job.id().toString()).put("status", "queued");
                });
        return made.future();
    }

    private Future<List<Boolean>> store(List<Job> jobs) {
        var rows = new Rows();
        long now = kernel.clock().millis();
        jobs.forEach(job -> rows.add(job.id(), job.workflow(), now, job.payload()));
        return kernel.database()
                .update(INSERT, Params.of("job", rows))
                .map(none -> jobs.stream().map(job -> true).toList());
    }

    private record Job(UUID id, String workflow, String payload) {}
}
