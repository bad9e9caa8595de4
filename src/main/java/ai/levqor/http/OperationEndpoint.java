package ai.levqor.http;

import ai.levqor.bus.AuditTrail;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Once;
import ai.levqor.bus.Operation;
import ai.levqor.bus.Write;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One operation over HTTP. Nothing of a body is read before its sender may call the operation. */
final class OperationEndpoint implements Handler<RoutingContext> {
    static final CharSequence REPLAYED = HttpHeaders.createOptimized("idempotent-replayed");
    static final CharSequence TRUE = HttpHeaders.createOptimized("true");
    private static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized(Once.HEADER);
    private static final int NOT_MODIFIED = 304;
    private static final String OWN_KEY = "idempotency_key";

    private final Operation operation;
    private final Parameters parameters;
    private final boolean hasBody;
    private final BusClient bus;
    private final HttpLimits limits;
    private final Errors errors;
    private final AuditTrail audit;
    private final SignInExchange signIn;
    private final SignInExchange.Step before;
    private final SignInExchange.Step after;
    private final Ownership ownership;
    private final boolean development;

    OperationEndpoint(
            Operation operation,
            Supplier<JsonObject> schema,
            BusClient bus,
            HttpLimits limits,
            Errors errors,
            AuditTrail audit,
            SignInExchange signIn,
            boolean development) {
        this.operation = operation;
        this.parameters = new Parameters(schema);
        this.hasBody = !operation.method().equals("GET") && !operation.method().equals("DELETE");
        this.bus = bus;
        this.limits = limits;
        this.errors = errors;
        this.audit = audit;
        this.signIn = signIn;
        this.before = signIn.before(operation);
        this.after = signIn.after(operation);
        this.ownership = new Ownership(bus);
        this.development = development;
    }

    @Override
    public void handle(RoutingContext context) {
        bus.tracing().tag("http.route", operation.path());
        Caller caller = Caller.ANONYMOUS;
        try {
            caller = Admission.caller(context);
            AccessLog.caller(context, caller.id());
            if (!operation.open(caller, development)) {
                throw signIn.sessions().refusal(context);
            }
            call(context, caller);
        } catch (Failure refusal) {
            refuse(context, caller, refusal);
        }
    }

    private void call(RoutingContext context, Caller caller) {
        Future<JsonObject> input = hasBody
                ? BodyReader.read(context.vertx(), context.request(), limits).map(body -> input(context, body))
                : Future.succeededFuture(parameters.query(context));
        String key = operation.writes() && operation.signatureHeader() == null
                ? context.request().getHeader(IDEMPOTENCY_KEY)
                : null;
        input.map(given -> whole(context, given))
                .onSuccess(whole -> ownership
                        .check(operation, whole, caller)
                        .compose(none -> call(context, whole, caller, key))
                        .map(answer -> told(context, answer))
                        .onComplete(
                                answer -> send(context, answer), cause -> errors.send(context, told(context, cause))))
                .onFailure(cause -> {
                    if (cause instanceof Failure refusal) {
                        refuse(context, caller, refusal);
                    } else {
                        errors.send(context, cause);
                    }
                });
    }

    private JsonObject whole(RoutingContext context, JsonObject given) {
        JsonObject input = parameters.addPath(context, given);
        before.apply(context, input);
        return Preconditions.add(operation, context.request(), input);
    }

    private @Nullable JsonObject told(RoutingContext context, JsonObject answer) {
        after.apply(context, answer);
        return Preconditions.judge(operation, context.request(), answer);
    }

    /** An actor that knows of nobody does not know why: the edge does. */
    private Throwable told(RoutingContext context, Throwable cause) {
        return cause instanceof Failure failure && failure.code() == Code.UNAUTHORIZED && failure.getMessage() == null
                ? signIn.sessions().refusal(context, failure)
                : cause;
    }

    private JsonObject input(RoutingContext context, Buffer body) {
        String header = operation.signatureHeader();
        return header == null
                ? JsonBody.parse(body)
                : SignedBody.input(body, context.request().getHeader(header));
    }

    /** A call that writes and is refused before it reaches the bus leaves its record here. */
    private void refuse(RoutingContext context, Caller caller, Failure refusal) {
        if (!operation.writes()) {
            errors.send(context, refusal);
            return;
        }
        var path = new JsonObject();
        context.pathParams().forEach(path::put);
        audit.record(Write.refused(operation, caller, path, refusal)).onComplete(none -> errors.send(context, refusal));
    }

    private Future<JsonObject> call(RoutingContext context, JsonObject input, Caller caller, @Nullable String key) {
        if (key == null) {
            return bus.call(operation, input, caller);
        }
        if (parameters.know(OWN_KEY) && !input.containsKey(OWN_KEY)) {
            // The operation stores its own key with what it does, so that not even a crash lets it happen twice.
            input.put(OWN_KEY, key);
        }
        return bus.callOnce(operation, input, caller, key).map(answer -> {
            if (answer.replayed()) {
                context.response().putHeader(REPLAYED, TRUE);
            }
            return answer.reply();
        });
    }

    private void send(RoutingContext context, @Nullable JsonObject answer) {
        var response = context.response();
        if (response.closed()) {
            return;
        }
        if (answer == null) {
            response.setStatusCode(NOT_MODIFIED).end();
            return;
        }
        response.setStatusCode(operation.statusOf(answer))
                .putHeader(HttpHeaders.CONTENT_TYPE, ErrorBody.JSON)
                .end(answer.toBuffer());
    }
}
