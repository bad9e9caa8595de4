package ai.levqor.http;

import ai.levqor.bus.Authenticator;
import ai.levqor.bus.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Finds out who calls: by {@code X-Api-Key}, else by {@code Authorization: Bearer}. */
final class ApiKeys {
    private static final CharSequence API_KEY = HttpHeaders.createOptimized("x-api-key");
    static final int MAX_AGENT = 256;
    private static final String BEARER = "Bearer ";
    private static final Future<Caller> NOBODY = Future.succeededFuture(Caller.ANONYMOUS);

    private final Authenticator authenticator;

    ApiKeys(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /**
     * Who holds the request's key; nobody without one, and {@code forbidden} with one that nobody has. Null for a key
     * that was not met before and has to be {@linkplain #ask asked for}.
     */
    @Nullable
    Future<Caller> holder(HttpServerRequest request) {
        String key = key(request);
        return key == null ? NOBODY : authenticator.recognize(key);
    }

    /** Whether the request comes with a key, right or wrong; what else it comes with does not count then. */
    static boolean presents(HttpServerRequest request) {
        return key(request) != null;
    }

    /** Asks who holds the request's key. */
    Future<Caller> ask(HttpServerRequest request) {
        String key = key(request);
        return key == null ? NOBODY : authenticator.authenticate(key);
    }

    /** {@code caller} as it calls by {@code request}, from {@code address}. */
    static Caller calling(Caller caller, HttpServerRequest request, String address) {
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        return caller.calling(
                BasicHeaders.requestId(request.response()),
                address,
                agent == null ? "" : agent.substring(0, Math.min(agent.length(), MAX_AGENT)));
    }

    private static @Nullable String key(HttpServerRequest request) {
        String key = request.getHeader(API_KEY);
        if (key != null) {
            return key;
        }
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    /** The network address of the client. */
    static String address(HttpServerRequest request) {
        var address = request.remoteAddress();
        String host = address == null ? null : address.hostAddress();
        return host == null ? "" : host;
    }
}
