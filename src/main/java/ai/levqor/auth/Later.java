package ai.levqor.auth;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Runs each work after a random part of a time, so that what it takes from other requests tells nobody whose request it
 * was for. Lives on one context; what runs may await.
 */
final class Later implements Executor {
    private final Vertx vertx;
    private final Context context;
    private final long spread;
    private final Map<Long, Runnable> waiting = new HashMap<>();
    private final Promise<Void> finished = Promise.promise();
    private int left;
    private boolean finishing;

    /** On the context of whoever makes it; at once where {@code spread} is zero. */
    Later(Vertx vertx, Duration spread) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.spread = spread.toMillis();
    }

    @Override
    public void execute(Runnable work) {
        left++;
        if (spread == 0) {
            context.runOnContext(none -> run(work));
            return;
        }
        long delay = ThreadLocalRandom.current().nextLong(1, spread + 1);
        waiting.put(vertx.setTimer(delay, this::run), work);
    }

    private void run(long timer) {
        Runnable work = waiting.remove(timer);
        if (work != null) {
            run(work);
        }
    }

    private void run(Runnable work) {
        try {
            work.run();
        } finally {
            left--;
            endWhenDone();
        }
    }

    /** Runs at once what still waits; ends when that is done, and what had begun before. */
    Future<Void> finish() {
        for (long timer : List.copyOf(waiting.keySet())) {
            vertx.cancelTimer(timer);
            run(timer);
        }
        finishing = true;
        endWhenDone();
        return finished.future();
    }

    private void endWhenDone() {
        if (finishing && left == 0) {
            finished.tryComplete();
        }
    }
}
