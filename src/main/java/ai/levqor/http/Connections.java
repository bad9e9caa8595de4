package ai.levqor.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the connections of the process, and how long one may take to send the head of a request: a client that sends a
 * byte now and then is never idle, but never done either. Lives on one event loop; only the counter is shared.
 */
final class Connections {
    private static final long SWEEP_MS = 1_000;

    private final Vertx vertx;
    private final Duration firstHead;
    private final Duration nextHead;
    private final int max;
    private final AtomicInteger open;
    private final Map<HttpConnection, Waiting> waiting = new HashMap<>();
    private final Set<HttpConnection> refused = new HashSet<>();
    private @Nullable Promise<Void> gone;

    /** Until when the head of a request must be there, by {@link System#nanoTime()}; none while one is answered. */
    private static final class Waiting {
        private boolean busy;
        private long until;

        private Waiting(long until) {
            this.until = until;
        }
    }

    /**
     * @param firstHead for the first request of a connection
     * @param nextHead from an answer to the end of the next request's head
     * @param open counts the connections of all event loops
     */
    Connections(Vertx vertx, Duration firstHead, Duration nextHead, int max, AtomicInteger open) {
        this.vertx = vertx;
        this.firstHead = firstHead;
        this.nextHead = nextHead;
        this.max = max;
        this.open = open;
        vertx.setPeriodic(Math.max(1, Math.min(SWEEP_MS, firstHead.toMillis() / 4)), none -> sweep());
    }

    void opened(HttpConnection connection) {
        int now = open.incrementAndGet();
        connection.closeHandler(none -> {
            open.decrementAndGet();
            waiting.remove(connection);
            refused.remove(connection);
            if (waiting.isEmpty() && gone != null) {
                gone.tryComplete();
            }
        });
        if (now > max) {
            connection.close();
        } else {
            waiting.put(connection, new Waiting(System.nanoTime() + firstHead.toNanos()));
        }
    }

    /** Closes a connection; what it has sent already is not looked at any more. */
    void refuse(HttpConnection connection) {
        refused.add(connection);
        connection.close();
    }

    /** Whether what comes is not to be looked at. */
    boolean refuses(HttpConnection connection) {
        return !refused.isEmpty() && refused.contains(connection);
    }

    /** The head of a request is there. */
    void busy(HttpConnection connection) {
        Waiting state = waiting.get(connection);
        if (state != null) {
            state.busy = true;
        }
    }

    /** A request was answered. */
    void answered(HttpConnection connection) {
        Waiting state = waiting.get(connection);
        if (state != null) {
            state.busy = false;
            state.until = System.nanoTime() + nextHead.toNanos();
        }
    }

    /**
     * Ends when no connection is open any more, or after {@code most}. While nothing else is to be done it lets clients
     * that use theirs hear that it ends, instead of finding it cut while they send.
     */
    Future<Void> gone(Duration most) {
        Promise<Void> ended = gone == null ? Promise.promise() : gone;
        gone = ended;
        if (waiting.isEmpty()) {
            ended.tryComplete();
        } else {
            long timer = vertx.setTimer(Math.max(1, most.toMillis()), none -> ended.tryComplete());
            ended.future().onComplete(none -> vertx.cancelTimer(timer));
        }
        return ended.future();
    }

    private void sweep() {
        long now = System.nanoTime();
        List<HttpConnection> late = waiting.entrySet().stream()
                .filter(entry -> !entry.getValue().busy && now - entry.getValue().until > 0)
                .map(Map.Entry::getKey)
                .toList();
        late.forEach(HttpConnection::close);
    }
}
