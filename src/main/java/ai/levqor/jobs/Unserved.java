package ai.levqor.jobs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Workflows that no worker served when last tried. One job is tried again now and then, sooner at first; all are when a
 * worker announces itself. Written by the engine, read by any thread.
 */
final class Unserved {
    private static final long FIRST_MS = 500;
    private static final long LAST_MS = 5_000;
    private static final int MAX_WORKFLOWS = 10_000;

    private final Map<String, Wait> waits = new ConcurrentHashMap<>();

    /** No worker took a job of this workflow; answers when to try again. */
    long missing(String workflow, long now) {
        if (waits.size() >= MAX_WORKFLOWS && !waits.containsKey(workflow)) {
            waits.values().removeIf(wait -> wait.at() < now - LAST_MS); // whose jobs are gone, or are tried again
        }
        Wait wait = waits.merge(
                workflow,
                new Wait(now + FIRST_MS, FIRST_MS),
                (old, first) -> old.at() > now
                        ? old
                        : new Wait(now + Math.min(LAST_MS, old.ms() * 2), Math.min(LAST_MS, old.ms() * 2)));
        return wait.at();
    }

    void served(String workflow) {
        if (!waits.isEmpty()) {
            waits.remove(workflow);
        }
    }

    /** Workers came: everything may be tried again. */
    void clear() {
        waits.clear();
    }

    boolean contains(String workflow) {
        return waits.containsKey(workflow);
    }

    boolean mayTry(String workflow, long now) {
        Wait wait = waits.get(workflow);
        return wait == null || wait.at() <= now;
    }

    private record Wait(long at, long ms) {}
}
