package ai.levqor.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** What a browser may load and run for an answer (Content Security Policy Level 3): one policy for each kind. */
enum ContentPolicy {
    /** Data: nothing. Every answer has this unless it chooses another. */
    API("default-src 'none'; frame-ancestors 'none'"),
    /** Our own pages: files of this server, no inline script or style. */
    PAGE("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    /** Documentation viewers, which make styles and workers of their own; scripts still come from files only. */
    DOCS("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'");

    private static final CharSequence HEADER = HttpHeaders.createOptimized("content-security-policy");

    @SuppressWarnings("ImmutableEnumChecker") // an optimized header never changes
    private final CharSequence policy;

    ContentPolicy(String policy) {
        this.policy = HttpHeaders.createOptimized(policy);
    }

    /** Puts the policy in the place of the one that the answer had. */
    void put(HttpServerResponse response) {
        response.putHeader(HEADER, policy);
    }
}
