package ai.levqor.http;

import ai.levqor.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests by route and status, and times them by route. A route is a template, and what has none is one route,
 * so that clients cannot make labels. Lives on one event loop, so nothing here needs a lock.
 */
final class RequestMeters {
    private static final String NO_ROUTE = "none";
    private static final int STATUSES = 600;

    /** All methods that are not registered: clients may make up any. */
    private static final HttpMethod OTHER = HttpMethod.valueOf("_OTHER");

    private final Metrics metrics;
    private final Map<String, Map<HttpMethod, Route>> routes = new HashMap<>();

    RequestMeters(Metrics metrics) {
        this.metrics = metrics;
    }

    /** A request was answered with {@code status} after {@code nanos}; {@code route} is null where there is none. */
    void ended(HttpMethod method, @Nullable String route, int status, long nanos) {
        String template = route == null ? NO_ROUTE : route;
        Map<HttpMethod, Route> methods = routes.get(template);
        if (methods == null) {
            methods = new HashMap<>();
            routes.put(template, methods);
        }
        Route meters = methods.get(method);
        if (meters == null) {
            HttpMethod known = HttpMethod.values().contains(method) ? method : OTHER;
            meters = methods.computeIfAbsent(known, none -> new Route(template, known.name()));
        }
        meters.time.record(nanos, TimeUnit.NANOSECONDS);
        meters.status(status).increment();
    }

    private final class Route {
        private final String template;
        private final String method;
        private final Timer time;
        private final @Nullable Counter[] statuses = new Counter[STATUSES];

        Route(String template, String method) {
            this.template = template;
            this.method = method;
            this.time = metrics.timer(
                    "levqor.http.request.duration",
                    "Time from a request's head to the end of its answer, by method and route.",
                    "method",
                    method,
                    "route",
                    template);
        }

        Counter status(int status) {
            int index = status > 0 && status < STATUSES ? status : 0;
            Counter counter = statuses[index];
            if (counter == null) {
                counter = metrics.counter(
                        "levqor.http.requests",
                        "Requests that were answered, by method, route and status.",
                        "method",
                        method,
                        "route",
                        template,
                        "status",
                        Integer.toString(index));
                statuses[index] = counter;
            }
            return counter;
        }
    }
}
