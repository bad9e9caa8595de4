package ai.levqor.jobs;

import ai.levqor.jobs.NewJob.Receipt;
import ai.levqor.sql.GroupCommit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Takes jobs in: those that arrive together are committed together. What this node can run at once it runs with the
 * same commit; of the rest the dispatcher hears. Belongs to the engine's context.
 */
final class Intake {
    private static final int MAX_BATCH = 500;
    private static final int MAX_FLUSHES = 1;

    private final IntakeRepository repository;
    private final BatchRepository batches;
    private final GroupCommit<NewJob, Receipt> commit;
    private final Dispatcher dispatcher;
    private final Wakes wakes;
    private final UUID node;

    Intake(
            Vertx vertx,
            IntakeRepository repository,
            BatchRepository batches,
            Dispatcher dispatcher,
            Wakes wakes,
            UUID node,
            int maxWaiting) {
        this.repository = repository;
        this.batches = batches;
        this.commit = new GroupCommit<>(vertx, MAX_BATCH, maxWaiting, MAX_FLUSHES, this::store);
        this.dispatcher = dispatcher;
        this.wakes = wakes;
        this.node = node;
    }

    Future<Receipt> add(NewJob job) {
        return commit.add(job);
    }

    private Future<List<Receipt>> store(List<NewJob> jobs) {
        Set<UUID> starting = dispatcher.reserve(jobs);
        long first = jobs.stream().mapToLong(NewJob::createdAt).min().orElseThrow();
        dispatcher.began(first);
        return repository
                .insert(jobs, starting, node)
                .onComplete(answer -> dispatcher.answered(first))
                .onFailure(cause -> dispatcher.accepted(List.of(), starting, Set.of()))
                .map(stored -> {
                    dispatcher.accepted(jobs, starting, stored.started());
                    wakes.tellOthers();
                    return stored.receipts();
                });
    }

    Future<JsonObject> addBatch(NewBatch batch) {
        return batches.insert(batch).onSuccess(stored -> {
            batch.jobs().forEach(job -> dispatcher.wake(job.lane(), job.runAt()));
            wakes.tellOthers();
        });
    }
}
