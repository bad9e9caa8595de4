package ai.levqor.jobs;

import ai.levqor.bus.Write;
import ai.levqor.jobs.NewJob.Receipt;
import ai.levqor.ledger.Ledger;
import ai.levqor.sql.GroupCommit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Takes jobs in: those that arrive together are committed together, with the audit records of their submission. What this
 * node can run at once it runs with the same commit; of the rest the dispatcher hears. Belongs to the engine's context.
 */
final class Intake {
    private static final int MAX_BATCH = 500;
    private static final int MAX_FLUSHES = 1;

    private final Ledger ledger;
    private final BatchRepository batches;
    private final GroupCommit<Submission, Receipt> commit;
    private final Dispatcher dispatcher;
    private final PendingStarts starts;
    private final Wakes wakes;
    private final UUID node;

    Intake(
            Vertx vertx,
            Ledger ledger,
            BatchRepository batches,
            Dispatcher dispatcher,
            PendingStarts starts,
            Wakes wakes,
            UUID node,
            int maxWaiting) {
        this.ledger = ledger;
        this.batches = batches;
        this.commit = new GroupCommit<>(vertx, MAX_BATCH, maxWaiting, MAX_FLUSHES, this::store);
        this.dispatcher = dispatcher;
        this.starts = starts;
        this.wakes = wakes;
        this.node = node;
    }

    /** From any thread. */
    Future<Receipt> add(Submission submission) {
        return commit.add(submission);
    }

    private Future<List<Receipt>> store(List<Submission> submissions) {
        List<NewJob> jobs = submissions.stream().map(Submission::job).toList();
        List<Write> writes = submissions.stream()
                .filter(Submission::recorded)
                .map(Submission::write)
                .toList();
        Set<UUID> starting = dispatcher.reserve(jobs);
        long first = jobs.stream().mapToLong(NewJob::createdAt).min().orElseThrow();
        starts.began(first);
        return IntakeRepository.insert(ledger, writes, jobs, starting, node)
                .onComplete(answer -> starts.answered(first))
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
