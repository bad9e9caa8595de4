package ai.levqor.limits;

import io.vertx.core.Future;

/** Where requests are counted. No method blocks; all may be called from any event loop. */
public interface Buckets {
    /** Takes one request out of the limit's bucket. */
    Future<Usage> take(Limit limit);

    /** Puts one back that was taken for a request which another limit refused. */
    void giveBack(Limit limit);

    /** What this process last knew of the bucket. */
    Usage look(Limit limit);

    /** Whether it is worth knowing, before others are taken from, that the bucket is empty; and whether it is. */
    boolean knownEmpty(Limit limit);
}
