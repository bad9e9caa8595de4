package ai.levqor.jobs;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.live.Watch;
import ai.levqor.sql.GroupCommit;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores endings, those that come together in one transaction. While the database is gone they wait here and are tried
 * again: a result that a worker gave is not thrown away.
 */
final class Endings {
    private static final Logger LOG = LoggerFactory.getLogger(Endings.class);
    private static final int MAX_BATCH = 500;
    private static final int MAX_FLUSHES = 2;
    private static final long RETRY_MS = 500;

    /** Tells the callbacks of new deliveries. */
    static final String CALLBACKS_WAKE = "callbacks.wake";

    private final Vertx vertx;
    private final Watch watch;
    private final GroupCommit<Ending, Boolean> commit;
    private final JobMeters meters;
    private BiConsumer<Lane, Long> onRequeue = (lane, at) -> {};
    private Consumer<Lane> onEnd = lane -> {};
    private final Set<UUID> holding = new HashSet<>();
    private int storing;
    private @Nullable Promise<Void> idle;

    Endings(Vertx vertx, EndingRepository repository, JobMeters meters) {
        this.meters = meters;
        this.vertx = vertx;
        this.watch = Watch.of(vertx);
        this.commit = new GroupCommit<>(vertx, MAX_BATCH, Integer.MAX_VALUE, MAX_FLUSHES, repository::store);
    }

    /** Tells the dispatcher of jobs that are due again, and of those that run no more. */
    void listen(BiConsumer<Lane, Long> requeued, Consumer<Lane> ended) {
        onRequeue = requeued;
        onEnd = ended;
    }

    int waiting() {
        return commit.waiting();
    }

    /** Ends when all that came is stored. */
    Future<Void> idle() {
        if (storing == 0) {
            return Future.succeededFuture();
        }
        idle = Promise.promise();
        return idle.future();
    }

    private void stored() {
        storing--;
        if (storing == 0 && idle != null) {
            idle.tryComplete();
        }
    }

    /** Whether a job's ending waits to be stored. */
    boolean holds(UUID id) {
        return holding.contains(id);
    }

    /** Stores an ending; answers whether it was still the job's attempt. */
    Future<Boolean> store(Ending ending, Lane lane) {
        storing++;
        holding.add(ending.id());
        Promise<Boolean> stored = Promise.promise();
        store(ending, stored);
        return stored.future()
                .onSuccess(held -> {
                    watch.changed(ending.id());
                    onEnd.accept(lane);
                    if (held) {
                        meters.ended(ending);
                    }
                    if (held && ending.state() == State.QUEUED) {
                        onRequeue.accept(lane, ending.retryAt());
                    } else if (held && ending.callbackUrl() != null) {
                        vertx.eventBus().send(CALLBACKS_WAKE, null);
                    }
                })
                .onComplete(done -> {
                    holding.remove(ending.id());
                    stored();
                });
    }

    private void store(Ending ending, Promise<Boolean> stored) {
        commit.add(ending).onComplete(result -> {
            if (result.succeeded()) {
                stored.complete(result.result());
            } else if (result.cause() instanceof Failure failure && failure.code() == Code.UNAVAILABLE) {
                vertx.setTimer(RETRY_MS, none -> store(ending, stored));
            } else if (ending.result() != null && !ending.forced()) {
                LOG.error("job {} ended as {} and could not be stored", ending.id(), ending.state(), result.cause());
                store(ending.unstorable(), stored);
            } else {
                LOG.error("job {} ended as {} and could not be stored", ending.id(), ending.state(), result.cause());
                stored.fail(result.cause());
            }
        });
    }
}
