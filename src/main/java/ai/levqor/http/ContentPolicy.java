package ai.levqor.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * What a page may load (Content Security Policy Level 3): its own files and nothing else, and no script or style that
 * stands in the page. Answers that are no page keep the stricter policy that the edge gives them.
 */
enum ContentPolicy {
    PAGE("style-src 'self'"),
    /** Swagger UI sets styles on its elements. */
    SWAGGER_UI("style-src 'self' 'unsafe-inline'"),
    /** ReDoc writes its style sheet while it runs, and searches in a worker that it makes itself. */
    REDOC("style-src 'self' 'unsafe-inline'; worker-src blob:");

    static final CharSequence HEADER = HttpHeaders.createOptimized("content-security-policy");

    private final String policy;

    ContentPolicy(String styles) {
        policy = "default-src 'none'; script-src 'self'; " + styles
                + "; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self';"
                + " frame-ancestors 'none'";
    }

    void put(HttpServerResponse response) {
        response.putHeader(HEADER, policy);
    }
}
