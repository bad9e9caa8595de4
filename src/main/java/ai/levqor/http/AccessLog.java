package ai.levqor.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request, which is also counted. It has the route's template instead of the path, and neither query nor headers but the
 * User-Agent, so that nothing secret can get into it.
 */
final class AccessLog implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final String ROUTE = "access.route";
    private static final String CALLER = "access.caller";
    private static final String NONE = "-";
    private static final int MAX_AGENT = 256;

    private final Proxies proxies;
    private final RequestMeters meters;

    /** {@code proxies} tells from whom a request comes; {@code meters} count it. */
    AccessLog(Proxies proxies, RequestMeters meters) {
        this.proxies = proxies;
        this.meters = meters;
    }

    /** Notes which route serves the request. */
    static void route(RoutingContext context, String template) {
        context.put(ROUTE, template);
    }

    /** Notes who calls: the public id of a key. */
    static void caller(RoutingContext context, String id) {
        context.put(CALLER, id);
    }

    @Override
    public void handle(RoutingContext context) {
        long start = System.nanoTime();
        context.addEndHandler(ended -> {
            String route = context.get(ROUTE);
            HttpServerRequest request = context.request();
            meters.ended(request.method(), route, request.response().getStatusCode(), System.nanoTime() - start);
            if (LOG.isInfoEnabled()) {
                String caller = context.get(CALLER);
                write(request, route, caller, start, ended.failed());
            }
        });
        context.next();
    }

    /** A request that the decoder refused, which has no route. */
    void undecodable(HttpServerRequest request) {
        meters.ended(request.method(), null, request.response().getStatusCode(), 0);
        write(request, null, null, System.nanoTime(), false);
    }

    private void write(
            HttpServerRequest request, @Nullable String route, @Nullable String caller, long start, boolean broken) {
        var response = request.response();
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        String template = route == null ? NONE : route;
        LOG.atInfo()
                .addKeyValue("request_id", BasicHeaders.requestId(response))
                .addKeyValue("address", proxies.client(request))
                .addKeyValue("method", request.method().name())
                .addKeyValue("route", template)
                .addKeyValue("status", response.getStatusCode())
                .addKeyValue("duration_ms", TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start) / 1000.0)
                .addKeyValue("bytes", response.bytesWritten())
                .addKeyValue("caller", caller == null ? NONE : caller)
                .addKeyValue(
                        "user_agent", agent == null ? NONE : agent.substring(0, Math.min(agent.length(), MAX_AGENT)))
                .log(broken ? "{} {} broke off" : "{} {}", request.method().name(), template);
    }
}
