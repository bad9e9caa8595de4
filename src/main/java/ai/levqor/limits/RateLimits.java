package ai.levqor.limits;

import io.vertx.core.Future;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The limits of a process. Each request counts for its client, which is its API key where that has a limit of its own
 * and else its address, and for all clients together.
 */
public final class RateLimits implements Shareable {
    private static final String ALL = "all";
    private static final String STRANGE_KEYS = "unknown-keys";

    private static final int MAX_STRANGERS = 10_000;

    private final Buckets buckets;

    /** Of this process alone, whose questions they bound. */
    private final LocalBuckets strangers = new LocalBuckets(MAX_STRANGERS);

    private final int perIp;
    private final List<Limit> global;

    /** {@code perIp} and {@code global} are requests a minute, 0 is no limit. */
    public RateLimits(Buckets buckets, int perIp, int global) {
        this.buckets = buckets;
        this.perIp = perIp;
        this.global = global == 0 ? List.of() : List.of(Limit.of("global", ALL, global));
    }

    /** The limits of a client without a key, or whose key has no limit of its own. */
    public List<Limit> ofAddress(String subject) {
        return perIp == 0 ? global : with(Limit.of("ip", subject, perIp));
    }

    /** The limits of the key {@code id}; {@code perMinute} 0 is none. */
    public List<Limit> ofKey(String id, int perMinute) {
        return perMinute == 0 ? global : with(Limit.of("key", id, perMinute));
    }

    /** The limits of a caller: those of the key where {@code own} is present, else of the address. */
    public List<Limit> of(String id, OptionalInt own, String subject) {
        return own.isPresent() ? ofKey(id, own.getAsInt()) : ofAddress(subject);
    }

    /**
     * Counts a key that {@code subject} presents and that has to be asked for: as many as it has requests may turn out to
     * be nobody's. An answer that does not admit it means: do not ask.
     */
    public Usage strangeKey(String subject) {
        return perIp == 0
                ? Usage.of(Limit.of(STRANGE_KEYS, subject, Integer.MAX_VALUE), true, Integer.MAX_VALUE, 0)
                : strangers.counter(Limit.of(STRANGE_KEYS, subject, perIp)).take();
    }

    /** Takes back what {@link #strangeKey} counted: the key was somebody's, or nobody could tell. */
    public void noStranger(String subject) {
        if (perIp != 0) {
            strangers.giveBack(Limit.of(STRANGE_KEYS, subject, perIp));
        }
    }

    private List<Limit> with(Limit limit) {
        if (global.isEmpty()) {
            return List.of(limit);
        }
        return List.of(limit, global.getFirst());
    }

    /**
     * Counts one request in all {@code limits} or, when one of them is used up, in none: what the others had given is
     * given back. The answer ends with the one that refused.
     */
    public Future<List<Usage>> count(List<Limit> limits) {
        for (int i = 1; i < limits.size(); i++) {
            // Nothing need be taken from the others first, and given back.
            if (buckets.knownEmpty(limits.get(i))) {
                return Future.succeededFuture(look(limits.subList(0, i + 1)));
            }
        }
        return count(limits, 0, new ArrayList<>(limits.size()));
    }

    private Future<List<Usage>> count(List<Limit> limits, int next, List<Usage> usages) {
        if (next == limits.size()) {
            return Future.succeededFuture(usages);
        }
        return buckets.take(limits.get(next)).compose(usage -> {
            usages.add(usage);
            if (usage.admitted()) {
                return count(limits, next + 1, usages);
            }
            limits.subList(0, next).forEach(buckets::giveBack);
            return Future.succeededFuture(usages);
        });
    }

    /** What is left of {@code limits} as far as this process knows, without counting anything. */
    public List<Usage> look(List<Limit> limits) {
        return limits.stream().map(buckets::look).toList();
    }
}
