package ai.levqor.workers;

import io.vertx.core.eventbus.DeliveryOptions;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Not a failure: the job has nothing to do for now and is to be given to a worker again later. The attempt does not
 * count. Meanwhile the job is a row in the database and takes no place among the running.
 */
public final class Snooze extends RuntimeException {
    /** Header of the answer: when to go on, epoch milliseconds. */
    static final String RESUME_AT = "resume_at";

    /** Header of the answer: in how many milliseconds to go on, for a worker without a clock of the queue. */
    static final String RESUME_IN = "resume_in";

    /** Header of the answer: why, for whoever asks why the job does not run. */
    static final String REASON = "reason";

    /** Header of the answer: how many signals to the job the worker has seen; a further one wakes the job at once. */
    static final String SIGNALS = "signals";

    private final String when;
    private final long millis;
    private final int signals;

    /**
     * Asks to be called again.
     *
     * @param resumeAt epoch milliseconds
     * @param signals how many signals the worker has seen; -1 when it does not care for them
     * @param reason one sentence
     */
    public Snooze(long resumeAt, int signals, String reason) {
        this(RESUME_AT, resumeAt, signals, reason);
    }

    private Snooze(String when, long millis, int signals, String reason) {
        super(reason, null, false, false);
        this.when = when;
        this.millis = millis;
        this.signals = signals;
    }

    /** The worker has as much to do as it takes: the job goes on in about a second, here or on another node. */
    public static Snooze busy(String reason) {
        return new Snooze(RESUME_IN, ThreadLocalRandom.current().nextLong(500, 1_500), -1, reason);
    }

    DeliveryOptions headers() {
        @Nullable String reason = getMessage();
        return new DeliveryOptions()
                .addHeader(when, Long.toString(millis))
                .addHeader(SIGNALS, Integer.toString(signals))
                .addHeader(REASON, reason == null ? "" : reason);
    }
}
