package ai.levqor.http;

import ai.levqor.bus.AuditTrail;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Operation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

/**
 * One operation that needs no scope, served without key, limits and headers: what {@code levqor bench edge} compares the
 * {@link HttpEdge} with. Nothing else uses it.
 */
public final class BareServer {
    private BareServer() {}

    /** Listens on the calling context at {@code limits}' address. */
    public static Future<?> listen(
            Vertx vertx, BusClient bus, Operation operation, JsonObject schema, HttpLimits limits) {
        var errors = new Errors();
        var paths = new Paths();
        paths.add(
                operation.method(),
                operation.path(),
                new OperationEndpoint(
                        operation,
                        () -> schema,
                        bus,
                        limits,
                        errors,
                        AuditTrail.NONE,
                        new SignInExchange(EdgePolicy.open().sessions(vertx)),
                        false));
        Router router = Router.router(vertx);
        router.route().handler(context -> {
            if (paths.find(context)) {
                Paths.serve(context);
            } else {
                context.next();
            }
        });
        return vertx.createHttpServer().requestHandler(router).listen(limits.port(), limits.host());
    }
}
