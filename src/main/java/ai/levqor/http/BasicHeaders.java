package ai.levqor.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The headers that every answer has, errors and refused requests too; the one place for further ones. */
final class BasicHeaders {
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("x-content-type-options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final int MAX_ID = 128;

    private BasicHeaders() {}

    static void put(HttpServerRequest request) {
        String id = request.getHeader(REQUEST_ID);
        request.response()
                .putHeader(REQUEST_ID, valid(id) ? id : generated())
                .putHeader(CONTENT_TYPE_OPTIONS, NOSNIFF)
                .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    }

    /** The id of the request, kept where every answer has it. */
    static String requestId(HttpServerResponse response) {
        return response.headers().get(REQUEST_ID);
    }

    private static boolean valid(@Nullable String id) {
        if (id == null || id.isEmpty() || id.length() > MAX_ID) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean digit = c >= '0' && c <= '9';
            if (!letter && !digit && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** An id need not be secret, only unique: the fast generator does. */
    private static String generated() {
        var random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
