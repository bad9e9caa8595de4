package ai.levqor.callbacks;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.sql.GroupCommit;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/**
 * Stores settlements, those that come together in one transaction. While the database is gone they are tried again
 * until their lease ends; then the delivery is anybody's, and is sent once more.
 */
final class Settlements {
    private static final int MAX_BATCH = 200;
    private static final int MAX_FLUSHES = 2;
    private static final long RETRY_MS = 500;

    private final Vertx vertx;
    private final InstantSource clock;
    private final GroupCommit<Settlement, Boolean> commit;

    Settlements(Vertx vertx, InstantSource clock, SettlementRepository repository) {
        this.vertx = vertx;
        this.clock = clock;
        this.commit = new GroupCommit<>(vertx, MAX_BATCH, Integer.MAX_VALUE, MAX_FLUSHES, repository::store);
    }

    /** Stores a settlement; answers whether its delivery was still at that attempt. */
    Future<Boolean> store(Settlement settlement, long leaseEnd) {
        Promise<Boolean> stored = Promise.promise();
        store(settlement, leaseEnd, stored);
        return stored.future();
    }

    private void store(Settlement settlement, long leaseEnd, Promise<Boolean> stored) {
        commit.add(settlement).onComplete(result -> {
            boolean gone = result.cause() instanceof Failure failure && failure.code() == Code.UNAVAILABLE;
            if (gone && clock.millis() < leaseEnd) {
                vertx.setTimer(RETRY_MS, none -> store(settlement, leaseEnd, stored));
            } else {
                stored.handle(result);
            }
        });
    }
}
