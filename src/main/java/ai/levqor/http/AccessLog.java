package ai.levqor.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request, which is also counted. It has the route's template instead of the path, and neither query nor
 * headers but the User-Agent, so that nothing secret can get into it.
 */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final String ROUTE = "access.route";
    private static final String CALLER = "access.caller";
    private static final String ADDRESS = "access.address";
    private static final String NONE = "-";
    private static final int MAX_AGENT = 256;
    private static final int BROKE_OFF = 499;

    private final Proxies proxies;
    private final RequestMeters meters;

    /** {@code proxies} tells from whom a request comes; {@code meters} count it. */
    AccessLog(Proxies proxies, RequestMeters meters) {
        this.proxies = proxies;
        this.meters = meters;
    }

    /** Notes which route serves the request. */
    static void route(RoutingContext context, Route route) {
        context.put(ROUTE, route);
    }

    /** Notes from where the request comes. */
    static void address(RoutingContext context, String address) {
        context.put(ADDRESS, address);
    }

    /** Notes who calls: the public id of a key. */
    static void caller(RoutingContext context, String id) {
        context.put(CALLER, id);
    }

    /** Sees to it that the request leaves its line when it ends. */
    void begin(RoutingContext context) {
        long start = System.nanoTime();
        context.addEndHandler(ended -> {
            Route route = context.get(ROUTE);
            HttpServerRequest request = context.request();
            meters.ended(
                    request.method(),
                    route == null ? null : route.template,
                    status(request, ended.failed()),
                    System.nanoTime() - start);
            if (LOG.isInfoEnabled()) {
                String caller = context.get(CALLER);
                String address = context.get(ADDRESS);
                write(request, route, caller, address, start, ended.failed());
            }
        });
    }

    /** A request that the decoder refused, which has no route. */
    void undecodable(HttpServerRequest request) {
        meters.ended(request.method(), null, request.response().getStatusCode(), 0);
        write(request, null, null, null, System.nanoTime(), false);
    }

    private void write(
            HttpServerRequest request,
            @Nullable Route route,
            @Nullable String caller,
            @Nullable String address,
            long start,
            boolean broken) {
        var response = request.response();
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        // Made at start for all that are served; only what leads nowhere needs one of its own.
        Route served = route == null ? Route.of(request.method(), NONE) : route;
        LOG.atInfo()
                .addKeyValue("request_id", BasicHeaders.requestId(response))
                .addKeyValue("address", address == null ? proxies.client(request) : address)
                .addKeyValue("method", request.method().name())
                .addKeyValue("route", served.template)
                .addKeyValue("status", status(request, broken))
                .addKeyValue("duration_ms", TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start) / 1000.0)
                .addKeyValue("bytes", response.bytesWritten())
                .addKeyValue("caller", caller == null ? NONE : caller)
                .addKeyValue(
                        "user_agent", agent == null ? NONE : agent.substring(0, Math.min(agent.length(), MAX_AGENT)))
                .log(broken ? served.label + " broke off" : served.label);
    }

    /** The status that the client got; a connection that broke before that got none, which nginx, too, counts as 499. */
    private static int status(HttpServerRequest request, boolean broken) {
        var response = request.response();
        return broken && !response.headWritten() ? BROKE_OFF : response.getStatusCode();
    }

    /**
     * What serves a request.
     *
     * @param template the path, with names in place of what differs
     * @param label the line's message
     */
    record Route(String template, String label) {
        static Route of(HttpMethod method, String template) {
            return new Route(template, method.name() + ' ' + template);
        }
    }
}
