package ai.levqor.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;

/** The bucket of one limit in this process, and what was last heard of it. */
final class Counter {
    private final Limit limit;
    private final Bucket bucket;

    /** By {@link System#nanoTime()}; before the first request the window has not begun. */
    private volatile long resetAt = System.nanoTime();

    private volatile long remaining;

    Counter(Limit limit) {
        this.limit = limit;
        this.remaining = limit.perMinute();
        this.bucket = Bucket.builder()
                .addLimit(bandwidth ->
                        bandwidth.capacity(limit.perMinute()).refillIntervally(limit.perMinute(), Limit.WINDOW))
                .withNanosecondPrecision()
                .build();
    }

    Usage take() {
        return heard(bucket.tryConsumeAndReturnRemaining(1));
    }

    /** Takes from what was heard last, as long as its window lasts, then from the bucket of this process. */
    synchronized Usage takeAlone() {
        long reset = resetAt - System.nanoTime();
        if (reset <= 0) {
            return take();
        }
        boolean admitted = remaining > 0;
        remaining -= admitted ? 1 : 0;
        return Usage.of(limit, admitted, remaining, reset);
    }

    void giveBack() {
        bucket.addTokens(1);
        more(1);
    }

    /** So many were given back to the bucket that was heard of last. */
    synchronized void more(long tokens) {
        remaining = Math.min(limit.perMinute(), remaining + tokens);
    }

    /** Keeps what a bucket, this one or the cluster's, said. */
    synchronized Usage heard(ConsumptionProbe probe) {
        long reset = probe.isConsumed() ? probe.getNanosToWaitForReset() : probe.getNanosToWaitForRefill();
        remaining = probe.getRemainingTokens();
        resetAt = System.nanoTime() + reset;
        return Usage.of(limit, probe.isConsumed(), remaining, reset);
    }

    Usage look() {
        long reset = resetAt - System.nanoTime();
        return reset <= 0
                ? Usage.of(limit, true, limit.perMinute(), 0)
                : Usage.of(limit, remaining > 0, remaining, reset);
    }
}
