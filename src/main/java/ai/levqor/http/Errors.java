package ai.levqor.http;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every failure, whether it came over the bus, from this package, from the router or from the decoder. */
final class Errors {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);
    static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
    private static final long RETRY_SECONDS = 1;

    /**
     * Takes over the router's own error pages. A path that it cannot read meets no handler: {@code before} and
     * {@code after} its answer happens what these would have done.
     */
    void install(Router router, Consumer<HttpServerRequest> before, Consumer<HttpServerRequest> after) {
        for (int status : List.of(404, 405, 413, 414, 415, 500)) {
            router.errorHandler(status, this::routed);
        }
        router.errorHandler(400, context -> {
            if (context.failure() instanceof Failure failure) {
                send(context, failure);
                return;
            }
            before.accept(context.request());
            send(context, Failure.invalid(null, "The path, the query or the Host header is malformed."));
            after.accept(context.request());
        });
    }

    private void routed(RoutingContext context) {
        Throwable cause = context.failure();
        if (cause instanceof Failure) {
            send(context, cause);
            return;
        }
        switch (context.statusCode()) {
            case 404 -> send(context, new Failure(Code.NOT_FOUND, null));
            default -> send(context, cause);
        }
    }

    /** Answers with {@code cause}; what is no {@link Failure} is a defect, logged under the request's id. */
    void send(RoutingContext context, @Nullable Throwable cause) {
        HttpServerRequest request = context.request();
        if (cause instanceof Failure failure) {
            send(request, failure);
            return;
        }
        LOG.atError()
                .setCause(cause)
                .addKeyValue("request_id", BasicHeaders.requestId(request.response()))
                .log("a {} request failed", request.method());
        send(request, new Failure(Code.INTERNAL_ERROR, null));
    }

    /** Answers what the decoder refused, or what nobody knows the end of; the connection is to be closed then. */
    void undecodable(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.CONNECTION, "close");
        Throwable cause = request.decoderResult().cause();
        Code code = cause instanceof TooLongHttpLineException
                ? Code.URI_TOO_LONG
                : cause instanceof TooLongHttpHeaderException ? Code.HEADERS_TOO_LARGE : Code.INVALID_REQUEST;
        send(
                request,
                new Failure(
                        code, code == Code.INVALID_REQUEST ? "The request is not valid HTTP/1.1." : code.meaning()));
    }

    private static void send(HttpServerRequest request, Failure failure) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        Code code = failure.code();
        if ((code.status() == 429 || code.status() == 503)
                && !response.headers().contains(RETRY_AFTER)) {
            response.putHeader(RETRY_AFTER, Long.toString(retrySeconds(failure)));
        }
        if (code == Code.REQUEST_TIMEOUT) {
            // The connection ends with the answer (RFC 9110, 15.5.9), so nobody sends another request on it.
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        if (failure.replayed()) {
            response.putHeader(OperationEndpoint.REPLAYED, OperationEndpoint.TRUE);
        }
        var body = ErrorBody.of(failure, request.path(), request.getHeader(HttpHeaders.ACCEPT));
        response.setStatusCode(code.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, body.type())
                .end(body.body());
    }

    private static long retrySeconds(Failure failure) {
        return failure.details().getValue("retry_after") instanceof Number seconds
                ? Math.max(1, (long) Math.ceil(seconds.doubleValue()))
                : RETRY_SECONDS;
    }
}
