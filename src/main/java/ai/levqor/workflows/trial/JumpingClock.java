package ai.levqor.workflows.trial;

import java.time.Instant;
import java.time.InstantSource;

/** Time that passes only when there is nothing else to do. */
final class JumpingClock implements InstantSource {
    private long millis;

    JumpingClock(Instant start) {
        millis = start.toEpochMilli();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis);
    }

    void to(long later) {
        millis = Math.max(millis, later);
    }
}
