package ai.levqor.limits;

import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Buckets in the memory of this process, shared by its event loops. As many are kept as fit; the one that was not asked
 * for the longest goes first, so that addresses without end cannot fill the memory.
 */
public final class LocalBuckets implements Buckets {
    private static final float LOAD = 0.75f;

    private final Map<String, Counter> counters;

    /** Keeps up to {@code max} buckets. */
    public LocalBuckets(int max) {
        this.counters = new LinkedHashMap<>(16, LOAD, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Counter> eldest) {
                return size() > max;
            }
        };
    }

    Counter counter(Limit limit) {
        synchronized (counters) {
            return counters.computeIfAbsent(limit.id(), none -> new Counter(limit));
        }
    }

    @Override
    public Future<Usage> take(Limit limit) {
        return Future.succeededFuture(counter(limit).take());
    }

    @Override
    public void giveBack(Limit limit) {
        counter(limit).giveBack();
    }

    @Override
    public Usage look(Limit limit) {
        Counter known;
        synchronized (counters) {
            known = counters.get(limit.id());
        }
        return known == null ? Usage.of(limit, true, limit.perMinute(), 0) : known.look();
    }

    /** Taking and giving back costs as little as looking. */
    @Override
    public boolean knownEmpty(Limit limit) {
        return false;
    }
}
