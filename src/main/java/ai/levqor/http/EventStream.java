package ai.levqor.http;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One open stream: writes what comes, asks for what follows, and drops a reader that does not keep up. */
final class EventStream {
    /** How long a reader may take for what was written before it is dropped. */
    private static final long SLOW_MS = 10_000;

    /** Who calls is found out with each question, so a revoked key ends its streams within this time. */
    private static final long MAX_WAIT_MS = 5_000;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final long heartbeatMs;
    private final Function<Position, Future<JsonObject>> source;
    private String cursor = "";
    private long written = System.nanoTime();

    EventStream(
            Vertx vertx,
            HttpServerResponse response,
            Duration heartbeat,
            Function<Position, Future<JsonObject>> source) {
        this.vertx = vertx;
        this.response = response;
        this.heartbeatMs = heartbeat.toMillis();
        this.source = source;
    }

    /** Writes what was asked for already, and goes on. */
    void start(JsonObject first) {
        response.write("retry: 2000\n\n");
        take(first);
    }

    private void take(JsonObject batch) {
        if (gone()) {
            return;
        }
        cursor = batch.getString("cursor");
        var text = new StringBuilder();
        for (Object element : batch.getJsonArray("events")) {
            var event = (JsonObject) element;
            // JSON has no line breaks but escaped ones.
            text.append("id: ").append(event.getString("id"));
            text.append("\nevent: ").append(event.getString("type"));
            text.append("\ndata: ").append(event.getJsonObject("data").encode()).append("\n\n");
        }
        if (text.isEmpty() && silentMs() >= heartbeatMs) {
            // An id without data moves the reader on and tells it nothing.
            text.append(": heartbeat\nid: ").append(cursor).append("\n\n");
        }
        if (!text.isEmpty()) {
            response.write(text.toString());
            written = System.nanoTime();
        }
        if (batch.getBoolean("ended")) {
            end();
        } else if (response.writeQueueFull()) {
            awaitReader();
        } else {
            ask();
        }
    }

    private void awaitReader() {
        long timer = vertx.setTimer(SLOW_MS, none -> response.reset());
        response.drainHandler(none -> {
            if (vertx.cancelTimer(timer)) {
                ask();
            }
        });
    }

    private void ask() {
        long wait = Math.clamp(heartbeatMs - silentMs(), 1, MAX_WAIT_MS);
        source.apply(new Position(cursor, wait)).onSuccess(this::take).onFailure(this::failed);
    }

    private long silentMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - written);
    }

    /** The reader comes again by itself, and then gets the failure as an answer if it lasts. */
    private void failed(Throwable cause) {
        if (!gone()) {
            Code code = cause instanceof Failure failure ? failure.code() : Code.INTERNAL_ERROR;
            response.write("event: failure\ndata: " + new JsonObject().put("error", code.wire()) + "\n\n");
            end();
        }
    }

    void end() {
        if (!gone()) {
            response.end();
        }
    }

    private boolean gone() {
        return response.closed() || response.ended();
    }

    /** Where to go on, and how long to wait for something. */
    record Position(String cursor, long waitMs) {}
}
