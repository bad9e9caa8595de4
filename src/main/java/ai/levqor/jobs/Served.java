package ai.levqor.jobs;

import ai.levqor.bus.Listeners;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which workflows have a worker, asked of the bus: no job is claimed to find out. What is known is asked anew after some
 * seconds, about what had none sooner at first, and about all when workers come or go. For any thread.
 */
final class Served {
    private static final long SURE_MS = 5_000;
    private static final long FIRST_MS = 500;
    private static final long LAST_MS = 5_000;
    private static final int MAX_WORKFLOWS = 10_000;

    private final Listeners listeners;
    private final InstantSource clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final AtomicInteger changes = new AtomicInteger();

    Served(Listeners listeners, InstantSource clock) {
        this.listeners = listeners;
        this.clock = clock;
    }

    /** Whether a worker was there a moment ago. */
    boolean sure(String workflow) {
        Known state = known.get(workflow);
        return state != null && state.served() && state.until() > clock.millis();
    }

    /** When to ask anew about a workflow that had no worker a moment ago; 0 to ask at once. */
    long askAgain(String workflow) {
        Known state = known.get(workflow);
        return state == null || state.served() || state.until() <= clock.millis() ? 0 : state.until();
    }

    /** Asks now. */
    Future<Boolean> ask(String workflow) {
        int before = changes.get();
        return listeners.any(Runner.WORKERS + workflow).compose(any -> {
            if (!any && changes.get() != before) {
                return ask(workflow); // somebody came meanwhile
            }
            if (any) {
                answered(workflow);
            } else {
                missing(workflow);
            }
            return Future.succeededFuture(any);
        });
    }

    /** A worker answered. */
    void answered(String workflow) {
        long now = clock.millis();
        Known state = known.get(workflow);
        // Called for every job: most of the time there is nothing to write.
        if (state == null || !state.served() || state.until() < now + SURE_MS / 2) {
            put(workflow, new Known(true, now + SURE_MS, 0));
        }
    }

    /** No worker took a job. */
    void missing(String workflow) {
        long now = clock.millis();
        Known state = known.get(workflow);
        if (state == null || state.served()) {
            put(workflow, new Known(false, now + FIRST_MS, FIRST_MS));
        } else if (state.until() <= now) {
            long wait = Math.min(LAST_MS, state.waitMs() * 2);
            put(workflow, new Known(false, now + wait, wait));
        }
    }

    private void put(String workflow, Known state) {
        if (known.size() >= MAX_WORKFLOWS && !known.containsKey(workflow)) {
            long now = clock.millis();
            known.values().removeIf(old -> old.until() < now); // is asked anew in any case
            if (known.size() >= MAX_WORKFLOWS) {
                known.clear();
            }
        }
        known.put(workflow, state);
    }

    /** Workers came or went. */
    void forget() {
        changes.incrementAndGet();
        known.clear();
    }

    /**
     * What was found.
     *
     * @param until when it is no longer relied on, epoch milliseconds
     * @param waitMs how long the last wait between two questions was
     */
    private record Known(boolean served, long until, long waitMs) {}
}
