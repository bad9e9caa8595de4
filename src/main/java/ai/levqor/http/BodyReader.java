package ai.levqor.http;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one JSON body, bounded in size and time. A body that comes in one piece is not copied. */
final class BodyReader {
    private static final Pattern UTF_8 = Pattern.compile("charset\\s*=\\s*\"?(utf-8|us-ascii)\"?");
    private static final Buffer EMPTY = Buffer.buffer();
    private static final String JSON = "application/json";

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final int max;
    private final Promise<Buffer> whole = Promise.promise();
    private Buffer body = EMPTY;
    private boolean owned;

    private BodyReader(Vertx vertx, HttpServerRequest request, int max) {
        this.vertx = vertx;
        this.request = request;
        this.max = max;
    }

    /**
     * The body; fails with 408, after whose answer the connection is closed, with 413 and 415. The future stays open when
     * the client goes away.
     */
    static Future<Buffer> read(Vertx vertx, HttpServerRequest request, HttpLimits limits) {
        if (!announced(request)) {
            return Future.succeededFuture(EMPTY);
        }
        if (!json(request.getHeader(HttpHeaders.CONTENT_TYPE)) || encoded(request)) {
            return Future.failedFuture(
                    new Failure(Code.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json, not compressed."));
        }
        if (length(request) > limits.maxBody()) {
            return Future.failedFuture(tooLarge(limits.maxBody()));
        }
        return new BodyReader(vertx, request, limits.maxBody())
                .read(limits.bodyTimeout().toMillis());
    }

    /** Whether the headers say that a body follows. */
    static boolean announced(HttpServerRequest request) {
        return length(request) > 0 || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    private Future<Buffer> read(long timeout) {
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        long timer = vertx.setTimer(timeout, none -> cutOff());
        request.handler(this::add);
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.endHandler(none -> {
            vertx.cancelTimer(timer);
            whole.tryComplete(body);
        });
        return whole.future().onFailure(tooLarge -> vertx.cancelTimer(timer));
    }

    private void add(Buffer piece) {
        if (whole.future().isComplete()) {
            return;
        }
        if (body.length() + piece.length() > max) {
            body = EMPTY;
            whole.fail(tooLarge(max));
        } else if (body.length() == 0) {
            body = piece;
        } else {
            if (!owned) {
                body = Buffer.buffer(2 * (body.length() + piece.length())).appendBuffer(body);
                owned = true;
            }
            body.appendBuffer(piece);
        }
    }

    private void cutOff() {
        whole.tryFail(new Failure(Code.REQUEST_TIMEOUT, "The body was not whole in time."));
    }

    private static Failure tooLarge(int max) {
        return new Failure(Code.PAYLOAD_TOO_LARGE, "The body is larger than " + max + " bytes.");
    }

    /** The decoder has refused what is not a number, so there is none or a good one. */
    private static long length(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length.strip());
    }

    private static boolean json(@Nullable String type) {
        if (type == null || type.equals(JSON)) {
            return true;
        }
        String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
        return parts[0].strip().equals(JSON)
                && Stream.of(parts).skip(1).map(String::strip).allMatch(BodyReader::readable);
    }

    /** Between systems JSON is UTF-8 (RFC 8259, 8.1); who announces anything else would not be read as meant. */
    private static boolean readable(String parameter) {
        return !parameter.startsWith("charset") || UTF_8.matcher(parameter).matches();
    }

    private static boolean encoded(HttpServerRequest request) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        return encoding != null && !encoding.equalsIgnoreCase("identity");
    }
}
