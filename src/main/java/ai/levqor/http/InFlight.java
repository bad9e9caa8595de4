package ai.levqor.http;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is being answered, refuses new requests while draining, and ends connections whose client goes on sending
 * a body after its answer. Lives on one event loop, so nothing here needs a lock.
 */
final class InFlight {
    private static final Set<String> PROBES = Set.of("/livez", "/readyz", "/health");
    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

    /** What a client may have sent before it read its answer. */
    private static final int MAX_REST = 4 * 1024 * 1024;

    private final Vertx vertx;
    private final Connections connections;
    private final long bodyTimeout;
    private int count;
    private @Nullable Promise<Void> idle;

    InFlight(Vertx vertx, Connections connections, Duration bodyTimeout) {
        this.vertx = vertx;
        this.connections = connections;
        this.bodyTimeout = bodyTimeout.toMillis();
    }

    boolean draining() {
        return idle != null;
    }

    /** Counts the request until its end; throws {@code unavailable} while draining. */
    void begin(RoutingContext context) {
        count++;
        connections.busy(context.request().connection());
        context.addEndHandler(ended -> end(context.request()));
        if (draining()) {
            context.response().putHeader(HttpHeaders.CONNECTION, CLOSE);
            if (!PROBES.contains(context.request().path())) {
                throw new Failure(Code.UNAVAILABLE, "The server is shutting down; retry, on a new connection.");
            }
        }
    }

    private void end(HttpServerRequest request) {
        count--;
        connections.answered(request.connection());
        if (request.response().getStatusCode() == Code.REQUEST_TIMEOUT.status()) {
            request.connection().close();
        } else if (!request.isEnded() && BodyReader.announced(request)) {
            discardRest(request);
        } else if (draining() && request.response().headers().contains(HttpHeaders.CONNECTION)) {
            // Whoever was answered without that header uses the connection again; the next answer has it.
            request.connection().close();
        }
        if (count == 0 && idle != null) {
            idle.tryComplete();
        }
    }

    /**
     * A client that was answered early may still be sending. Closing at once would reset the connection before it has
     * read its answer, so the rest is read and dropped: for as long as a body may take, and {@link #MAX_REST} of it.
     */
    private void discardRest(HttpServerRequest request) {
        request.handler(new Handler<>() {
            private int rest;

            @Override
            public void handle(Buffer piece) {
                rest += piece.length();
                if (rest > MAX_REST) {
                    request.connection().close();
                }
            }
        });
        long timer = vertx.setTimer(bodyTimeout, none -> request.connection().close());
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.endHandler(none -> {
            vertx.cancelTimer(timer);
            if (draining()) {
                request.connection().close();
            }
        });
    }

    /** Refuses new requests from now on; ends when the running ones have ended, or at the timeout. */
    Future<Void> drain(Duration timeout) {
        Promise<Void> ended = idle == null ? Promise.promise() : idle;
        idle = ended;
        if (count == 0) {
            ended.tryComplete();
        } else {
            long timer = vertx.setTimer(Math.max(1, timeout.toMillis()), none -> ended.tryComplete());
            ended.future().onComplete(none -> vertx.cancelTimer(timer));
        }
        return ended.future();
    }
}
