package ai.levqor.http;

import ai.levqor.limits.Limit;
import ai.levqor.limits.Usage;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/**
 * What is left of the limits, on every answer: {@code X-RateLimit-*} for the limit that is nearest to its end, and all of
 * them as draft-ietf-httpapi-ratelimit-headers has it.
 */
final class LimitHeaders {
    private static final CharSequence LIMIT = HttpHeaders.createOptimized("x-ratelimit-limit");
    private static final CharSequence REMAINING = HttpHeaders.createOptimized("x-ratelimit-remaining");
    private static final CharSequence RESET = HttpHeaders.createOptimized("x-ratelimit-reset");
    private static final CharSequence POLICIES = HttpHeaders.createOptimized("ratelimit-policy");
    private static final CharSequence LIMITS = HttpHeaders.createOptimized("ratelimit");

    private LimitHeaders() {}

    static void put(HttpServerResponse response, List<Usage> usages) {
        if (usages.isEmpty()) {
            return;
        }
        Usage nearest = usages.getFirst();
        var policies = new StringBuilder(64);
        var limits = new StringBuilder(64);
        for (Usage usage : usages) {
            if (!usage.admitted() || usage.remaining() < nearest.remaining()) {
                nearest = usage;
            }
            Limit limit = usage.limit();
            next(policies, limit).append(";q=").append(limit.perMinute()).append(";w=");
            policies.append(Limit.WINDOW.toSeconds());
            next(limits, limit).append(";r=").append(usage.remaining());
            limits.append(";t=").append(usage.resetSeconds());
        }
        long now = System.currentTimeMillis() / 1000;
        response.putHeader(LIMIT, Integer.toString(nearest.limit().perMinute()))
                .putHeader(REMAINING, Long.toString(nearest.remaining()))
                .putHeader(RESET, Long.toString(now + nearest.resetSeconds()))
                .putHeader(POLICIES, policies.toString())
                .putHeader(LIMITS, limits.toString());
    }

    private static StringBuilder next(StringBuilder list, Limit limit) {
        return list.append(list.isEmpty() ? "\"" : ", \"").append(limit.name()).append('"');
    }
}
