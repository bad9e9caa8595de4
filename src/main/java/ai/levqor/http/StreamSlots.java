package ai.levqor.http;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Bounds the live streams of the process: all of them, and those of one caller. Shared by all event loops. */
public final class StreamSlots implements Shareable {
    private final int max;
    private final int maxPerCaller;
    private final Duration heartbeat;
    private final Map<String, Integer> open = new HashMap<>();
    private int total;

    /** Room for {@code max} streams, {@code maxPerCaller} of one caller, each silent for at most {@code heartbeat}. */
    public StreamSlots(int max, int maxPerCaller, Duration heartbeat) {
        this.max = max;
        this.maxPerCaller = maxPerCaller;
        this.heartbeat = heartbeat;
    }

    Duration heartbeat() {
        return heartbeat;
    }

    /** Takes a place for {@code caller}, to be given back by {@link #release}; throws when there is none. */
    synchronized void take(String caller) {
        if (total >= max) {
            throw new Failure(Code.OVERLOADED, "The server has as many live streams as it takes; retry later.");
        }
        if (open.getOrDefault(caller, 0) >= maxPerCaller) {
            throw new Failure(
                    Code.RATE_LIMITED, "You have " + maxPerCaller + " live streams already; end one of them first.");
        }
        total++;
        open.merge(caller, 1, Integer::sum);
    }

    synchronized void release(String caller) {
        total--;
        open.computeIfPresent(caller, (same, count) -> count == 1 ? null : count - 1);
    }
}
