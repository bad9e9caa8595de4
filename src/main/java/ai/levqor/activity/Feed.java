package ai.levqor.activity;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that clients of this node follow: who waits for a change, and what is known to be unchanged. */
final class Feed {
    private final Vertx vertx;
    private final Set<Promise<Boolean>> waiting = new HashSet<>();
    private long version;
    private long seen = -1;
    private @Nullable String clean;
    private long used = System.nanoTime();

    Feed(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Grows with each change. */
    long version() {
        return version;
    }

    /** Somebody asks for it. */
    Feed touch() {
        used = System.nanoTime();
        return this;
    }

    /** Whether nobody has asked for so long. */
    boolean abandoned(long nanos) {
        return waiting.isEmpty() && System.nanoTime() - used > nanos;
    }

    /** Whether there is nothing after {@code cursor}, as far as this node heard: then nobody need look. */
    boolean unchanged(@Nullable String cursor) {
        return seen == version && clean != null && clean.equals(cursor);
    }

    /** Who looked when the version was {@code at} found nothing after {@code cursor}. */
    void looked(String cursor, long at) {
        clean = cursor;
        seen = at;
    }

    /** Something changed, or may have. */
    void changed() {
        version++;
        for (Promise<Boolean> promise : List.copyOf(waiting)) {
            promise.tryComplete(true);
        }
        waiting.clear();
    }

    /** Ends when there is a version after {@code known} (true), or after {@code millis} (false). */
    Future<Boolean> change(long known, long millis) {
        if (version != known) {
            return Future.succeededFuture(true);
        }
        if (millis <= 0) {
            return Future.succeededFuture(false);
        }
        Promise<Boolean> promise = Promise.promise();
        waiting.add(promise);
        long timer = vertx.setTimer(millis, none -> promise.tryComplete(false));
        return promise.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            waiting.remove(promise);
        });
    }
}
