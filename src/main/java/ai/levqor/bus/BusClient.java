package ai.levqor.bus;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls operations, wherever they run. Every failure that comes back is a {@link Failure}. */
public final class BusClient {
    /** What a reply is sent with that was given before. */
    static final DeliveryOptions REPLAYED = new DeliveryOptions().addHeader("replayed", "true");

    private static final int PAGE = 200;

    private final Vertx vertx;
    private final long timeout;
    private final Tracing tracing;

    /** A client that waits {@code timeout} for an answer, and traces nothing. */
    public BusClient(Vertx vertx, Duration timeout) {
        this(vertx, timeout, Tracing.OFF);
    }

    /** A client that waits {@code timeout} for an answer. */
    public BusClient(Vertx vertx, Duration timeout, Tracing tracing) {
        this.vertx = vertx;
        this.timeout = timeout.toMillis();
        this.tracing = tracing;
    }

    /** Joins what a call causes later to the call's trace. */
    public Tracing tracing() {
        return tracing;
    }

    /** Teaches a Vert.x instance the codecs; once, before anything is deployed. */
    public static void register(Vertx vertx) {
        vertx.eventBus().registerDefaultCodec(Failure.class, new FailureCodec()).registerCodec(new InputCodec());
    }

    /** Calls {@code operation}; the input belongs to the receiver from now on. */
    public Future<JsonObject> call(Operation operation, JsonObject input, Caller caller) {
        return request(operation, input, caller, null).map(Message::body);
    }

    /** All entries of a listing of some thousands at most, page by page; {@code field} of each page has them. */
    public Future<JsonArray> list(Operation operation, String field, Caller caller) {
        return list(operation, new JsonObject(), field, caller);
    }

    private Future<JsonArray> list(Operation operation, JsonObject from, String field, Caller caller) {
        return call(operation, from.put("limit", PAGE), caller).compose(page -> {
            JsonArray entries = page.getJsonArray(field);
            return page.getBoolean("has_more")
                    ? list(operation, new JsonObject().put("cursor", page.getString("next_cursor")), field, caller)
                            .map(entries::addAll)
                    : Future.succeededFuture(entries);
        });
    }

    /** Calls {@code operation}, a write, at most once for {@code key}; see {@link Once}. */
    public Future<Once.Answer> callOnce(Operation operation, JsonObject input, Caller caller, String key) {
        return request(operation, input, caller, key)
                .map(reply -> new Once.Answer(reply.body(), reply.headers().contains("replayed")));
    }

    private Future<Message<JsonObject>> request(
            Operation operation, JsonObject input, Caller caller, @Nullable String key) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        caller.write(headers);
        if (key != null) {
            headers.add(Once.HEADER, key);
        }
        var options = new DeliveryOptions()
                .setSendTimeout(timeout)
                .setCodecName(InputCodec.NAME)
                .setHeaders(headers);
        return Nearest.<JsonObject>request(vertx, operation.name(), input, options)
                .recover(cause -> Future.failedFuture(failure(operation, cause)));
    }

    private static Failure failure(Operation operation, Throwable cause) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        if (cause instanceof NodeLeft) {
            return new Failure(
                    Code.UNAVAILABLE,
                    "The node that had \"" + operation.name() + "\" is gone; whether it was done is not known.");
        }
        if (!(cause instanceof ReplyException reply)) {
            return new Failure(Code.INTERNAL_ERROR, null);
        }
        return switch (reply.failureType()) {
            case NO_HANDLERS ->
                new Failure(Code.UNAVAILABLE, "No node serves \"" + operation.actor() + "\" right now.");
            case TIMEOUT -> new Failure(Code.TIMED_OUT, "\"" + operation.name() + "\" did not answer in time.");
            default -> new Failure(Code.INTERNAL_ERROR, null);
        };
    }
}
