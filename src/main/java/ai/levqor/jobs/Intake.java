package ai.levqor.jobs;

import ai.levqor.jobs.NewJob.Receipt;
import ai.levqor.sql.GroupCommit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.UUID;

/** Takes jobs in: those that arrive together are committed together, then the dispatcher hears of them. */
final class Intake {
    private static final int MAX_BATCH = 500;
    private static final int MAX_WAITING = 20_000;
    private static final int MAX_FLUSHES = 2;

    private final IntakeRepository repository;
    private final GroupCommit<NewJob, Receipt> commit;
    private final Engine engine;

    Intake(Vertx vertx, IntakeRepository repository, Engine engine) {
        this.repository = repository;
        this.commit = new GroupCommit<>(vertx, MAX_BATCH, MAX_WAITING, MAX_FLUSHES, this::store);
        this.engine = engine;
    }

    Future<Receipt> add(NewJob job) {
        return commit.add(job);
    }

    private Future<List<Receipt>> store(List<NewJob> jobs) {
        return repository.insert(jobs).onSuccess(receipts -> engine.wake(jobs));
    }

    Future<List<Receipt>> addBatch(UUID batch, List<NewJob> jobs) {
        return repository.insertBatch(batch, jobs).onSuccess(receipts -> engine.wake(jobs));
    }
}
