package ai.levqor.jobs;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.sql.GroupCommit;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
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
    private final GroupCommit<Ending, Boolean> commit;
    private BiConsumer<Lane, Long> onRequeue = (lane, at) -> {};
    private Consumer<Lane> onEnd = lane -> {};
    private int storing;
    private @Nullable Promise<Void> idle;

    Endings(Vertx vertx, EndingRepository repository) {
        this.vertx = vertx;
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

    /** Stores an ending; answers whether it was still the job's attempt. */
    Future<Boolean> store(Ending ending, Lane lane) {
        storing++;
        return commit.add(ending)
                .recover(cause -> {
                    if (!(cause instanceof Failure failure) || failure.code() != Code.UNAVAILABLE) {
                        LOG.error("job {} ended as {} and could not be stored", ending.id(), ending.state(), cause);
                        return Future.failedFuture(cause);
                    }
                    return vertx.timer(RETRY_MS).compose(none -> store(ending, lane));
                })
                .onSuccess(stored -> {
                    onEnd.accept(lane);
                    if (stored && ending.state() == State.QUEUED) {
                        onRequeue.accept(lane, ending.retryAt());
                    } else if (stored && ending.callbackUrl() != null) {
                        vertx.eventBus().send(CALLBACKS_WAKE, null);
                    }
                })
                .onComplete(done -> stored());
    }
}
