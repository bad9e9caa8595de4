package ai.levqor.http;

import ai.levqor.bus.AuditTrail;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Operation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.function.Function;

/**
 * Operations that need no scope, served without key, limits, headers and log: what {@code levqor bench edge} compares the
 * {@link HttpEdge} with. Nothing else uses it.
 */
public final class BareServer {
    private BareServer() {}

    /** Listens on the calling context at {@code limits}' address. */
    public static Future<?> listen(
            Vertx vertx,
            BusClient bus,
            List<Operation> operations,
            Function<Operation, JsonObject> schemas,
            HttpLimits limits) {
        var errors = new Errors();
        var paths = new Paths();
        var signIn = new SignInExchange(EdgePolicy.open().sessions(vertx));
        for (Operation operation : operations) {
            paths.add(
                    operation.method(),
                    operation.path(),
                    new OperationEndpoint(
                            operation,
                            () -> schemas.apply(operation),
                            bus,
                            limits,
                            errors,
                            AuditTrail.NONE,
                            signIn,
                            false));
        }
        Router router = Router.router(vertx);
        router.route().handler(context -> {
            if (paths.find(context)) {
                Paths.serve(context);
            } else {
                context.next();
            }
        });
        return vertx.createHttpServer(HttpEdge.options(limits))
                .requestHandler(router)
                .listen();
    }
}
