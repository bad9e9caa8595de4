package ai.levqor.http;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import io.vertx.core.AsyncResult;
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

    OperationEndpoint(
            Operation operation, JsonObject schema, BusClient bus, ApiKeys keys, HttpLimits limits, Errors errors) {
        this.operation = operation;
        this.parameters = new Parameters(schema);
        this.hasBody = !operation.method().equals("GET") && !operation.method().equals("DELETE");
        this.bus = bus;
        this.keys = keys;
        this.limits = limits;
        this.errors = errors;
    }

    @Override
    public void handle(RoutingContext context) {
        Future<Caller> holder = keys.holder(context.request());
        if (holder.isComplete()) {
            answer(context, holder);
            return;
        }
        context.request().pause();
        holder.onComplete(known -> {
            try {
                answer(context, known);
            } catch (Throwable refusal) { // no router is around any more to catch it
                errors.send(context, refusal);
            } finally {
                context.request().resume(); // now that there is somebody to read
            }
        });
    }

    private void answer(RoutingContext context, AsyncResult<Caller> holder) {
        if (holder.failed()) {
            errors.send(context, holder.cause());
            return;
        }
        Caller caller = ApiKeys.caller(holder.result(), context.request());
        if (!caller.may(operation.scope())) {
            errors.send(context, Failure.forbidden());
            return;
        }
        Future<JsonObject> input = hasBody
                ? BodyReader.read(context.vertx(), context.request(), limits).map(JsonBody::parse)
                : Future.succeededFuture(parameters.query(context));
        input.compose(given -> bus.call(operation, parameters.addPath(context, given), caller))
                .map(JsonObject::toBuffer)
                .onComplete(answer -> send(context, answer), cause -> errors.send(context, cause));
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
