package ai.levqor.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The headers that every answer has, errors and refused requests too; the one place for further ones. */
final class BasicHeaders {
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final int MAX_ID = 128;

    private static final CharSequence TRANSPORT = HttpHeaders.createOptimized("strict-transport-security");
    private static final CharSequence TWO_YEARS = HttpHeaders.createOptimized("max-age=63072000; includeSubDomains");

    /** Names and values in turn. */
    private static final List<CharSequence> FIXED = Stream.of(
                    "x-content-type-options", "nosniff",
                    "x-frame-options", "DENY",
                    "referrer-policy", "no-referrer",
                    "permissions-policy",
                            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
                    "cross-origin-opener-policy", "same-origin",
                    "cross-origin-embedder-policy", "require-corp",
                    "cross-origin-resource-policy", "same-origin")
            .map(HttpHeaders::createOptimized)
            .toList();

    private final Proxies proxies;
    private final boolean production;

    /** {@code proxies} tells who came by TLS; in {@code production} their browsers are told to stay with it. */
    BasicHeaders(Proxies proxies, boolean production) {
        this.proxies = proxies;
        this.production = production;
    }

    void put(HttpServerRequest request) {
        String id = request.getHeader(REQUEST_ID);
        // The answer has no header yet, so none need be looked for.
        var headers = request.response()
                .headers()
                .add(REQUEST_ID, valid(id) ? id : generated())
                .add(HttpHeaders.CACHE_CONTROL, NO_STORE);
        for (int i = 0; i < FIXED.size(); i += 2) {
            headers.add(FIXED.get(i), FIXED.get(i + 1));
        }
        ContentPolicy.API.put(request.response());
        if (production && proxies.secure(request)) {
            headers.set(TRANSPORT, TWO_YEARS);
        }
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
