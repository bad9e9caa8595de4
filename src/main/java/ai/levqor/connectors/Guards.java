package ai.levqor.connectors;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** The guards of all credentials that were used of late; the one not used for the longest goes first. */
final class Guards {
    private static final int MAX = 10_000;
    private static final float LOAD = 0.75f;

    private final InstantSource clock;
    private final int failuresToOpen;
    private final Duration pause;
    private final Map<String, Guard> guards = new LinkedHashMap<>(16, LOAD, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Guard> eldest) {
            return size() > MAX;
        }
    };

    Guards(InstantSource clock, int failuresToOpen, Duration pause) {
        this.clock = clock;
        this.failuresToOpen = failuresToOpen;
        this.pause = pause;
    }

    synchronized Guard of(Credentials credentials) {
        return guards.computeIfAbsent(credentials.id(), none -> new Guard(clock, failuresToOpen, pause));
    }
}
