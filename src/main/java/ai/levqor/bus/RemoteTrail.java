package ai.levqor.bus;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit trail for what has no database: it hands its records to a node that has one. */
public final class RemoteTrail implements AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteTrail.class);
    private static final String ADDRESS = "audit.record";
    private static final String MISSED = "missed";
    private static final long TIMEOUT_MS = 10_000;

    /** Records that nobody took; who takes the next one hears of them. */
    private final AtomicInteger missed = new AtomicInteger();

    private final Vertx vertx;

    /** A trail over {@code vertx}'s event bus. */
    public RemoteTrail(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Takes over the records of others into {@code trail}; ends when they can come. */
    public static Future<MessageConsumer<JsonObject>> serve(Vertx vertx, AuditTrail trail) {
        MessageConsumer<JsonObject> consumer = vertx.eventBus().consumer(ADDRESS, message -> {
            trail.missed(message.body().getInteger(MISSED, 0));
            trail.record(Write.of(message.body(), Caller.read(message.headers())))
                    .onComplete(none -> message.reply(null));
        });
        return consumer.completion().map(consumer);
    }

    @Override
    public Future<Void> record(Write write) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        write.caller().write(headers);
        var options = new DeliveryOptions().setHeaders(headers).setSendTimeout(TIMEOUT_MS);
        int before = missed.getAndSet(0);
        JsonObject record = before == 0 ? write.json() : write.json().put(MISSED, before);
        Future<Message<Object>> stored = vertx.eventBus()
                .<Object>request(ADDRESS, record, options)
                .onFailure(cause -> missed.addAndGet(write.strangerRefused() ? before : before + 1));
        if (write.strangerRefused()) {
            return Future.succeededFuture();
        }
        return stored.<Void>mapEmpty().recover(cause -> {
            LOG.atError()
                    .addKeyValue("request_id", write.caller().request())
                    .addKeyValue("operation", write.operation())
                    .log(
                            "no audit record of {} by {}: {}",
                            write.operation(),
                            write.caller().id(),
                            cause.toString());
            return Future.succeededFuture();
        });
    }
}
