package ai.levqor.outbox;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the entries of a table when they are due. It looks when it is woken, when the next one it knows of is due, and
 * every few seconds in case a wake was lost; only one look is under way at a time, while what it found is sent beside it.
 * Belongs to the context, one of virtual threads, that makes it.
 */
public final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /** The floor: an idle node asks the database this often. Milliseconds. */
    public static final long LOOK_MS = 10_000;

    private static final Duration STEADY = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Context context;
    private final String entries;
    private final Round round;

    private long timer = -1;
    private long timerAt = Long.MAX_VALUE;
    private volatile long lookedAt = System.nanoTime();
    private int sending;
    private boolean looking;
    private boolean again;
    private boolean stopped;
    private @Nullable Promise<Void> idle;

    /** An outbox that looks by {@code round}; {@code entries} is what the log calls them. */
    public Outbox(Vertx vertx, String entries, Round round) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.entries = entries;
        this.round = round;
    }

    /** There may be work: looks at once, or once more when it is looking already. */
    public void wake() {
        again = true;
        if (!looking && !stopped) {
            looking = true;
            context.runOnContext(none -> look());
        }
    }

    /** Looks after {@code wait} milliseconds at the latest. */
    public void lookIn(long wait) {
        long delay = Math.clamp(wait, 1, LOOK_MS);
        long at = System.nanoTime() / 1_000_000 + delay;
        if (looking) {
            again = true; // what it has read may be older
            return;
        }
        if (stopped || at >= timerAt) {
            return;
        }
        vertx.cancelTimer(timer);
        timerAt = at;
        timer = vertx.setTimer(delay, none -> wake());
    }

    /** Sends an entry that was claimed, beside all others; one whose sending throws is left to its lease. */
    public void send(Object entry, Runnable delivery) {
        sending++;
        context.runOnContext(none -> {
            try {
                delivery.run();
            } catch (Exception e) {
                LOG.warn("{} will be sent again after its lease: {}", entry, e.toString());
            } finally {
                sending--;
                tellIdle();
            }
        });
    }

    /** Whether it has looked for work lately. */
    public boolean steady() {
        return System.nanoTime() - lookedAt < STEADY.toNanos();
    }

    /** Claims nothing more; ends when what was claimed has been sent, which its timeout bounds. */
    public Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        Promise<Void> ended = Promise.promise();
        idle = ended;
        tellIdle();
        return ended.future();
    }

    private void look() {
        long wait = LOOK_MS;
        try {
            do {
                again = false;
                wait = round.run();
            } while ((again || wait == 0) && !stopped);
            lookedAt = System.nanoTime();
        } catch (Exception e) {
            LOG.warn("cannot look for {}: {}", entries, e.toString());
        } finally {
            looking = false;
            timerAt = Long.MAX_VALUE;
            lookIn(wait);
            tellIdle();
        }
    }

    private void tellIdle() {
        if (idle != null && !looking && sending == 0) {
            idle.tryComplete();
        }
    }

    /** One look at the table. */
    @FunctionalInterface
    public interface Round {
        /**
         * Claims what is due and may be sent now, and hands it to {@link Outbox#send}. Answers how many milliseconds to
         * wait for the next look, 0 for none.
         */
        long run();
    }
}
