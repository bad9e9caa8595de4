package ai.levqor.http;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An operation that streams, as server-sent events (WHATWG HTML, "Server-sent events"). It asks the operation for what
 * comes after the last event, writes it, and asks again: a reader that is slow is not asked for, so nothing is buffered,
 * and whatever node answers, the events' ids say where to go on.
 *
 * <p>Lives on one event loop.
 */
final class StreamEndpoint implements Handler<RoutingContext> {
    private static final CharSequence LAST_EVENT_ID = HttpHeaders.createOptimized("last-event-id");
    private static final CharSequence ACCEL = HttpHeaders.createOptimized("x-accel-buffering");
    private static final String AFTER = "last_event_id";
    private static final String WAIT = "wait_ms";

    private final Operation operation;
    private final Parameters parameters;
    private final BusClient bus;
    private final Errors errors;
    private final StreamSlots slots;
    private final Function<RoutingContext, Future<Caller>> callers;
    private final Ownership ownership;
    private final Set<EventStream> open = new HashSet<>();

    /** {@code callers} finds out anew who calls: a key may be revoked while its stream is open. */
    StreamEndpoint(
            Operation operation,
            Supplier<JsonObject> schema,
            BusClient bus,
            Errors errors,
            StreamSlots slots,
            Function<RoutingContext, Future<Caller>> callers) {
        this.operation = operation;
        this.parameters = new Parameters(schema);
        this.bus = bus;
        this.errors = errors;
        this.slots = slots;
        this.callers = callers;
        this.ownership = new Ownership(bus);
    }

    @Override
    public void handle(RoutingContext context) {
        bus.tracing().tag("http.route", operation.path());
        Caller caller = Admission.caller(context);
        AccessLog.caller(context, caller.id());
        if (!caller.may(operation.scope())) {
            throw BrowserSessions.refusal(context);
        }
        JsonObject input = parameters.addPath(context, parameters.query(context));
        String last = context.request().getHeader(LAST_EVENT_ID);
        if (last != null && !last.isEmpty()) {
            input.put(AFTER, last);
        }
        String holder = caller.id().equals(Caller.ANONYMOUS.id()) ? caller.address() : caller.id();
        slots.take(holder);
        context.addEndHandler(ended -> slots.release(holder));
        // At once, so that what is wrong is answered as everywhere else.
        ownership
                .check(operation, input, caller)
                .compose(none -> bus.call(operation, input.copy().put(WAIT, 0), caller))
                .onSuccess(first -> begin(context, input, first))
                .onFailure(cause -> errors.send(context, cause));
    }

    private void begin(RoutingContext context, JsonObject input, JsonObject first) {
        HttpServerResponse response = context.response();
        if (response.closed()) {
            return;
        }
        if (first.getBoolean("ended") && first.getJsonArray("events").isEmpty()) {
            response.setStatusCode(204).end(); // tells a browser not to come again
            return;
        }
        response.setStatusCode(operation.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .putHeader(ACCEL, "no")
                .setChunked(true);
        if (context.request().method().equals(HttpMethod.HEAD)) {
            response.end();
            return;
        }
        var stream =
                new EventStream(context.vertx(), response, slots.heartbeat(), after -> next(context, input, after));
        open.add(stream);
        context.addEndHandler(ended -> open.remove(stream));
        stream.start(first);
    }

    private Future<JsonObject> next(RoutingContext context, JsonObject input, EventStream.Position after) {
        JsonObject again = input.copy().put(AFTER, after.cursor()).put(WAIT, after.waitMs());
        return callers.apply(context)
                .compose(caller -> caller.may(operation.scope())
                        ? bus.call(operation, again, caller)
                        : Future.failedFuture(Failure.forbidden()));
    }

    /** Ends all streams; their clients go on elsewhere. */
    void close() {
        List.copyOf(open).forEach(EventStream::end);
    }
}
