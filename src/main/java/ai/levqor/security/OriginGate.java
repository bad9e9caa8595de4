package ai.levqor.security;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many calls of one origin run at once, so that a slow host of one user holds up no one else. Who finds no
 * room waits in line; when the line is full, the call fails.
 */
final class OriginGate {
    private final int maxRunning;
    private final int maxWaiting;
    private final Map<String, Lane> lanes = new HashMap<>();

    OriginGate(int maxRunning, int maxWaiting) {
        this.maxRunning = maxRunning;
        this.maxWaiting = maxWaiting;
    }

    /**
     * Completes on {@code context} when there is room; each success must be followed by one {@link #leave}. Fails with
     * {@link OutboundException.Busy} when the line is full.
     */
    synchronized Future<Void> enter(String origin, Context context) {
        Lane lane = lanes.computeIfAbsent(origin, _ -> new Lane());
        if (lane.running < maxRunning) {
            lane.running++;
            return Future.succeededFuture();
        }
        if (lane.waiting.size() >= maxWaiting) {
            return Future.failedFuture(new OutboundException.Busy(
                    origin + " has " + lane.running + " calls under way and " + lane.waiting.size() + " in line"));
        }
        Promise<Void> turn = Promise.promise();
        lane.waiting.add(() -> context.runOnContext(_ -> turn.complete()));
        return turn.future();
    }

    /** Gives the room to the next in line. */
    void leave(String origin) {
        Runnable next = nextIn(origin);
        if (next != null) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable nextIn(String origin) {
        Lane lane = lanes.get(origin);
        if (lane == null) {
            throw new IllegalStateException("nobody entered " + origin);
        }
        Runnable next = lane.waiting.poll();
        if (next == null && --lane.running == 0) {
            lanes.remove(origin);
        }
        return next;
    }

    private static final class Lane {
        private int running;
        private final Queue<Runnable> waiting = new ArrayDeque<>();
    }
}
