package ai.levqor.http;

import ai.levqor.bus.Authenticator;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Operation;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP server of one event loop. Several of them, each made by its own verticle instance, share a port.
 *
 * <p>It lives on the context on which it is made.
 */
public final class HttpEdge {
    /** What a request line has beside its URL: the method, two spaces and the version. */
    private static final int REQUEST_LINE = 32;

    private final HttpLimits limits;
    private final Context context;
    private final InFlight inFlight;
    private final HttpServer server;

    /** A server that calls {@code api}'s operations through {@code bus} for whom {@code keys} knows. */
    public HttpEdge(Vertx vertx, BusClient bus, Authenticator keys, Api api, Service service, HttpLimits limits) {
        this.limits = limits;
        this.context = vertx.getOrCreateContext();
        this.inFlight = new InFlight(vertx, limits.bodyTimeout());
        var errors = new Errors();
        var paths = new Paths();
        var apiKeys = new ApiKeys(keys);
        for (Operation operation : api.operations()) {
            if (service.development() || !operation.developmentOnly()) {
                var schema = api.schemas().apply(operation);
                var endpoint = new OperationEndpoint(operation, schema, bus, apiKeys, limits, errors);
                paths.add(operation.method(), operation.path(), endpoint);
            }
        }
        new ServiceEndpoints(inFlight).addTo(paths, api, service);
        Router router = Router.router(vertx);
        errors.install(router);
        router.route().handler(inFlight);
        router.route().handler(paths);
        router.route().handler(api.site().missing());
        this.server = vertx.createHttpServer(options(limits))
                .requestHandler(request -> {
                    BasicHeaders.put(request);
                    router.handle(request);
                })
                .invalidRequestHandler(errors::undecodable);
    }

    private static HttpServerOptions options(HttpLimits limits) {
        // HTTP/2 without TLS is what no proxy needs here and what would need limits of its own.
        return new HttpServerOptions()
                .setHost(limits.host())
                .setPort(limits.port())
                .setMaxInitialLineLength(limits.maxUrl() + REQUEST_LINE)
                .setMaxHeaderSize(limits.maxHeaders())
                .setIdleTimeout(Math.toIntExact(limits.idleTimeout().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setHttp2ClearTextEnabled(false);
    }

    /** Listens; fails when the address is taken. */
    public Future<Void> start() {
        return onContext(() -> server.listen().mapEmpty());
    }

    /**
     * Ends without cutting off anybody: new requests get 503 and {@code Connection: close}, {@code /readyz} too; when
     * the running ones have been answered, or after {@code timeout}, the socket is closed.
     */
    public Future<Void> drain(Duration timeout) {
        return onContext(() -> inFlight.drain(timeout).eventually(server::close));
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
