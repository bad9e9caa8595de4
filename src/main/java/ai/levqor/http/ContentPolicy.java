package ai.levqor.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** What a browser may load and run for an answer (Content Security Policy Level 3): one policy for each kind. */
enum ContentPolicy {
    /** Data: nothing. Every answer has this unless it chooses another. */
    API("default-src 'none'; frame-ancestors 'none'"),
    /** Our own pages: files of this server, no inline script or style. */
    PAGE(page("style-src 'self'")),
    /** The dashboard shows mails in frames. */
    DASHBOARD(page("style-src 'self'; frame-src 'self'")),
    /** Swagger UI sets styles on its elements. */
    SWAGGER_UI(page("style-src 'self' 'unsafe-inline'")),
    /** ReDoc writes its style sheet while it runs, and searches in a worker that it makes itself. */
    REDOC(page("style-src 'self' 'unsafe-inline'; worker-src blob:"));

    static final CharSequence HEADER = HttpHeaders.createOptimized("content-security-policy");

    @SuppressWarnings("ImmutableEnumChecker") // an optimized header never changes
    private final CharSequence policy;

    ContentPolicy(String policy) {
        this.policy = HttpHeaders.createOptimized(policy);
    }

    private static String page(String styles) {
        return "default-src 'none'; script-src 'self'; " + styles
                + "; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self';"
                + " frame-ancestors 'none'";
    }

    /** Puts the policy in the place of the one that the answer had. */
    void put(HttpServerResponse response) {
        response.putHeader(HEADER, policy);
    }
}
