package ai.levqor.billing;

import static io.vertx.core.Future.await;

import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiFunction;

/**
 * Looks at objects of Stripe, a few at once, in the order of asking. Who asks for an object that still waits for its look
 * shares that look, for it will be newer than all that was asked by then: a burst of events about one object costs one
 * look.
 *
 * <p>Belongs to one context of virtual threads.
 *
 * @param <T> what a look answers
 */
final class Looks<T> {
    private final int atOnce;
    private final BiFunction<String, Long, T> look;
    private final Map<String, Look<T>> waiting = new HashMap<>();
    private final Queue<Promise<Void>> line = new ArrayDeque<>();
    private int running;

    /**
     * Looks by {@code look}, which gets the object's id and the time of the newest event that asked for it.
     *
     * @param atOnce how many run at once
     */
    Looks(int atOnce, BiFunction<String, Long, T> look) {
        this.atOnce = atOnce;
        this.look = look;
    }

    /** What a look at {@code id} that begins from now on answers; fails as it does. */
    T of(String id, long at) {
        Look<T> shared = waiting.get(id);
        if (shared != null) {
            shared.at = Math.max(shared.at, at);
            return await(shared.answer.future());
        }
        var own = new Look<T>(at);
        waiting.put(id, own);
        turn();
        waiting.remove(id);
        try {
            T found = look.apply(id, own.at);
            own.answer.complete(found);
            return found;
        } catch (Throwable failure) {
            own.answer.fail(failure);
            throw failure;
        } finally {
            next();
        }
    }

    private void turn() {
        if (running < atOnce) {
            running++;
            return;
        }
        Promise<Void> turn = Promise.promise();
        line.add(turn);
        await(turn.future());
    }

    private void next() {
        Promise<Void> next = line.poll();
        if (next == null) {
            running--;
        } else {
            next.complete();
        }
    }

    private static final class Look<T> {
        private final Promise<T> answer = Promise.promise();
        private long at;

        Look(long at) {
            this.at = at;
        }
    }
}
