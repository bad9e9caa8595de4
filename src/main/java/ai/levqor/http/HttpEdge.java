package ai.levqor.http;

import ai.levqor.bus.Authenticator;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.bus.RemoteTrail;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The HTTP server of one event loop. Several of them, each made by its own verticle instance, share a port.
 *
 * <p>It lives on the context on which it is made.
 */
public final class HttpEdge {
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** What a request line has beside its URL: the method, two spaces and the version. */
    private static final int REQUEST_LINE = 32;

    private final HttpLimits limits;
    private final Context context;
    private final InFlight inFlight;
    private final Connections connections;
    private final HttpServer server;
    private final List<StreamEndpoint> streams = new ArrayList<>();

    /** A server with few live streams. */
    public HttpEdge(
            Vertx vertx,
            BusClient bus,
            Authenticator keys,
            Api api,
            Service service,
            HttpLimits limits,
            EdgePolicy policy) {
        this(vertx, bus, keys, api, service, limits, policy, new StreamSlots(100, 20, Duration.ofSeconds(15)));
    }

    /** A server that calls {@code api}'s operations through {@code bus} for whom {@code keys} knows. */
    public HttpEdge(
            Vertx vertx,
            BusClient bus,
            Authenticator keys,
            Api api,
            Service service,
            HttpLimits limits,
            EdgePolicy policy,
            StreamSlots slots) {
        this.limits = limits;
        this.context = vertx.getOrCreateContext();
        this.connections = new Connections(
                vertx, limits.headTimeout(), limits.idleTimeout(), limits.maxConnections(), policy.connections());
        this.inFlight = new InFlight(vertx, connections, limits.bodyTimeout());
        var errors = new Errors();
        var proxies = new Proxies(policy.trustedProxies());
        var headers = new BasicHeaders(proxies, !service.development());
        var accessLog =
                new AccessLog(proxies, new RequestMeters(service.monitoring().metrics()));
        var cors = new Cors(policy.origins());
        BrowserSessions sessions = policy.sessions(vertx);
        var signIn = new SignInExchange(sessions);
        var admission = new Admission(new ApiKeys(keys), sessions, proxies, policy.limits(), policy.ownLimits());
        // The edge may run where no database is, so its records go to a node that has one.
        var audit = new RemoteTrail(vertx);
        var operations = new Paths();
        for (Operation operation : api.operations()) {
            if (service.development() || !operation.developmentOnly()) {
                Supplier<JsonObject> schema = () -> api.schemas().apply(operation);
                if (operation.streams()) {
                    var stream = new StreamEndpoint(
                            operation, schema, bus, errors, slots, sessions, callers(keys, sessions, proxies));
                    streams.add(stream);
                    operations.add(operation.method(), operation.path(), stream);
                    continue;
                }
                var endpoint = new OperationEndpoint(
                        operation, schema, bus, limits, errors, audit, signIn, service.development());
                operations.add(operation.method(), operation.path(), endpoint);
            }
        }
        new SignInLink(
                        proxies,
                        bus,
                        errors,
                        signIn,
                        sessions.cookies(),
                        api.site().page("auth/link.html"),
                        api.site().page("auth/failed.html"))
                .addTo(operations);
        if (service.development()) {
            new StandInPage(bus, errors).addTo(operations);
            operations.add("GET", MailPreview.PATH, new MailPreview(bus, errors));
        }
        var documents = new Paths();
        var serviceEndpoints = new ServiceEndpoints(inFlight, errors);
        serviceEndpoints.addTo(documents, api, service);
        serviceEndpoints.addMetrics(operations, service.monitoring());
        Handler<RoutingContext> missing = api.site().missing();
        Router router = Router.router(vertx);
        // What the router cannot read is refused before any handler of ours.
        errors.install(router, admission::describe, accessLog::undecodable);
        // The order in which a request meets the parts; pages, probes and what leads nowhere come before anything is
        // counted. One route, as each further one would cost every request.
        router.route().handler(context -> {
            accessLog.begin(context);
            inFlight.begin(context);
            if (isDocument(documents, context, admission)) {
                admission.describe(context.request());
                Paths.serve(context);
            } else if (operations.find(context)) {
                admission.admit(context, Paths::serve);
            } else {
                admission.describe(context.request());
                missing.handle(context);
            }
        });
        Handler<HttpServerRequest> undecodable = request -> {
            admission.describe(request);
            errors.undecodable(request);
            accessLog.undecodable(request);
            connections.refuse(request.connection());
        };
        this.server = vertx.createHttpServer(options(limits))
                .connectionHandler(connections::opened)
                .requestHandler(request -> {
                    if (connections.refuses(request.connection())) {
                        return;
                    }
                    headers.put(request);
                    cors.put(request);
                    if (Framing.sound(request)) {
                        router.handle(request);
                    } else {
                        undecodable.handle(request);
                    }
                })
                .invalidRequestHandler(request -> {
                    headers.put(request);
                    cors.put(request);
                    undecodable.handle(request);
                });
    }

    /** Whether the path is one of {@code documents}; a malformed one is nobody's, and its answer tells of the limits. */
    private static boolean isDocument(Paths documents, RoutingContext context, Admission admission) {
        try {
            return documents.find(context);
        } catch (Failure malformed) {
            admission.describe(context.request());
            throw malformed;
        }
    }

    private static Function<RoutingContext, Future<Caller>> callers(
            Authenticator authenticator, BrowserSessions sessions, Proxies proxies) {
        var keys = new ApiKeys(authenticator);
        // The request was admitted: what nobody has met was asked for then, within its address' bounds.
        return context -> (ApiKeys.presents(context.request()) ? keys.ask(context.request()) : sessions.ask(context))
                .map(caller -> ApiKeys.calling(caller, context.request(), proxies.client(context.request())));
    }

    static HttpServerOptions options(HttpLimits limits) {
        // HTTP/2 without TLS is what no proxy needs here and what would need limits of its own.
        return new HttpServerOptions()
                .setHost(limits.host())
                .setPort(limits.port())
                .setMaxInitialLineLength(limits.maxUrl() + REQUEST_LINE)
                .setMaxHeaderSize(limits.maxHeaders())
                .setIdleTimeout(Math.toIntExact(limits.idleTimeout().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setHttp2ClearTextEnabled(false)
                // Nothing here is a web socket, so no request need be looked at for being one.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
    }

    /** Listens; fails when the address is taken. */
    public Future<Void> start() {
        return onContext(() -> server.listen().mapEmpty());
    }

    /**
     * Ends without cutting off anybody: new requests get 503 and {@code Connection: close}, {@code /readyz} too; when
     * the running ones have been answered, or after {@code timeout}, and clients had a moment to see that their connections
     * end, the socket is closed.
     */
    public Future<Void> drain(Duration timeout) {
        return onContext(() -> {
            Future<Void> drained = inFlight.drain(timeout);
            streams.forEach(StreamEndpoint::close);
            Duration linger = timeout.compareTo(LINGER) < 0 ? timeout : LINGER;
            return drained.eventually(() -> connections.gone(linger)).eventually(server::close);
        });
    }

    /** The port that it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** The host that it listens on. */
    public String host() {
        return limits.host();
    }

    private Future<Void> onContext(Callable<Future<Void>> action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(none -> {
            try {
                action.call().onComplete(done);
            } catch (Exception defect) {
                done.fail(defect);
            }
        });
        return done.future();
    }
}
