package ai.levqor.http;

import ai.levqor.bus.AuditTrail;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.bus.Write;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** One operation over HTTP. Nothing of a body is read before its sender may call the operation. */
final class OperationEndpoint implements Handler<RoutingContext> {
    private final Operation operation;
    private final Parameters parameters;
    private final boolean hasBody;
    private final BusClient bus;
    private final ApiKeys keys;
    private final HttpLimits limits;
    private final Errors errors;
    private final AuditTrail audit;

    OperationEndpoint(
            Operation operation,
            JsonObject schema,
            BusClient bus,
            ApiKeys keys,
            HttpLimits limits,
            Errors errors,
            AuditTrail audit) {
        this.operation = operation;
        this.parameters = new Parameters(schema);
        this.hasBody = !operation.method().equals("GET") && !operation.method().equals("DELETE");
        this.bus = bus;
        this.keys = keys;
        this.limits = limits;
        this.errors = errors;
        this.audit = audit;
    }

    @Override
    public void handle(RoutingContext context) {
        bus.tracing().tag("http.route", operation.path());
        Caller caller = Caller.ANONYMOUS;
        try {
            caller = keys.caller(context.request());
            AccessLog.caller(context, caller.id());
            if (!caller.may(operation.scope())) {
                throw Failure.forbidden();
            }
            call(context, caller);
        } catch (Failure refusal) {
            refuse(context, caller, refusal);
        }
    }

    private void call(RoutingContext context, Caller caller) {
        Future<JsonObject> input = hasBody
                ? BodyReader.read(context.vertx(), context.request(), limits).map(JsonBody::parse)
                : Future.succeededFuture(parameters.query(context));
        input.map(given -> parameters.addPath(context, given))
                .onSuccess(whole -> bus.call(operation, whole, caller)
                        .map(JsonObject::toBuffer)
                        .onComplete(answer -> send(context, answer), cause -> errors.send(context, cause)))
                .onFailure(cause -> {
                    if (cause instanceof Failure refusal) {
                        refuse(context, caller, refusal);
                    } else {
                        errors.send(context, cause);
                    }
                });
    }

    /** A call that writes and is refused before it reaches the bus leaves its record here. */
    private void refuse(RoutingContext context, Caller caller, Failure refusal) {
        if (!operation.writes()) {
            errors.send(context, refusal);
            return;
        }
        var path = new JsonObject();
        context.pathParams().forEach(path::put);
        audit.record(Write.refused(operation, ApiKeys.calling(caller, context.request()), path, refusal))
                .onComplete(none -> errors.send(context, refusal));
    }

    private void send(RoutingContext context, Buffer answer) {
        var response = context.response();
        if (!response.closed()) {
            response.setStatusCode(operation.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, ErrorBody.JSON)
                    .end(answer);
        }
    }
}
