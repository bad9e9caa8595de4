package ai.levqor.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may read answers (CORS, Fetch standard). Credentials are never allowed: keys travel in a header that the
 * page sets, cookies are not used. An origin that is not listed gets no header, so its browser refuses; where none is
 * listed, answers do not differ by it.
 */
final class Cors {
    private static final CharSequence REQUEST_HEADERS = HttpHeaders.createOptimized(
            "X-Api-Key, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id, traceparent, tracestate");
    private static final CharSequence EXPOSED =
            HttpHeaders.createOptimized("X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, "
                    + "RateLimit, RateLimit-Policy, Retry-After, Idempotent-Replayed, Location, ETag, Link, Allow");
    private static final CharSequence MAX_AGE = HttpHeaders.createOptimized("7200");

    private final Set<String> origins;
    private final boolean everybody;

    Cors(List<String> origins) {
        this.origins = Set.copyOf(origins);
        this.everybody = origins.contains("*");
    }

    /** Adds the headers of an answer; the answer to a preflight gets more by {@link #preflight}. */
    void put(HttpServerRequest request) {
        if (origins.isEmpty()) {
            return;
        }
        var headers = request.response().headers();
        headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (allowed(origin)) {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, everybody ? "*" : origin)
                    .set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    /** Tells a page that asks beforehand what it may send to a route with these methods. */
    static void preflight(RoutingContext context, String methods) {
        HttpServerRequest request = context.request();
        var headers = context.response().headers();
        if (request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
                && headers.contains(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)) {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods)
                    .set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
                    .set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        }
    }

    private boolean allowed(@Nullable String origin) {
        return origin != null && (everybody || origins.contains(origin));
    }
}
