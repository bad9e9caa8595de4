package ai.levqor.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of records while no node takes them. */
class RemoteTrailTest {
    private static final Caller ANN = new Caller("key_ann", Set.of("*"), "r-1", "203.0.113.7");

    /** What reached the trail, and how often it heard of records that did not. */
    private static final class Heard implements AuditTrail {
        final List<Write> writes = new ArrayList<>();
        int missed;

        @Override
        public synchronized Future<Void> record(Write write) {
            writes.add(write);
            return Future.succeededFuture();
        }

        @Override
        public synchronized void missed(int records) {
            missed += records;
        }
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void whoTakesTheNextOneHearsHowManyWereLost() {
        var vertx = Vertx.vertx();
        try {
            var trail = new RemoteTrail(vertx);
            var write = new Write("jobs.submit", ANN, "", "forbidden", true);
            get(trail.record(write));
            get(trail.record(write));
            var heard = new Heard();
            get(RemoteTrail.serve(vertx, heard));
            get(trail.record(write));
            get(trail.record(write));
            assertEquals(List.of(write, write), heard.writes.stream().map(RemoteTrailTest::known).toList());
            assertEquals(2, heard.missed);
        } finally {
            get(vertx.close());
        }
    }

    /** Scopes do not travel. */
    private static Write known(Write write) {
        assertEquals(ANN.id(), write.caller().id());
        return new Write(write.operation(), ANN, write.subject(), write.outcome(), write.refused());
    }
}
