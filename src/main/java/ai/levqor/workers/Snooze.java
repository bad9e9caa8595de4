package ai.levqor.workers;

import io.vertx.core.eventbus.DeliveryOptions;
import org.jspecify.annotations.Nullable;

/**
 * Not a failure: the job has nothing to do for now and is to be given to a worker again later. The attempt does not
 * count. Meanwhile the job is a row in the database and takes no place among the running.
 */
public final class Snooze extends RuntimeException {
    /** Header of the answer: when to go on, epoch milliseconds. */
    static final String RESUME_AT = "resume_at";

    /** Header of the answer: why, for whoever asks why the job does not run. */
    static final String REASON = "reason";

    /** Header of the answer: how many signals to the job the worker has seen; a further one wakes the job at once. */
    static final String SIGNALS = "signals";

    private final long resumeAt;
    private final int signals;

    /**
     * Asks to be called again.
     *
     * @param resumeAt epoch milliseconds
     * @param signals how many signals the worker has seen; -1 when it does not care for them
     * @param reason one sentence
     */
    public Snooze(long resumeAt, int signals, String reason) {
        super(reason, null, false, false);
        this.resumeAt = resumeAt;
        this.signals = signals;
    }

    DeliveryOptions headers() {
        @Nullable String reason = getMessage();
        return new DeliveryOptions()
                .addHeader(RESUME_AT, Long.toString(resumeAt))
                .addHeader(SIGNALS, Integer.toString(signals))
                .addHeader(REASON, reason == null ? "" : reason);
    }
}
