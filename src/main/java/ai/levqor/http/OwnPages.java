package ai.levqor.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** Tells requests of our own pages from those that another site's page sends with our cookies (CSRF). */
final class OwnPages {
    private static final CharSequence FETCH_SITE = HttpHeaders.createOptimized("sec-fetch-site");
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final String publicUrl;

    /** {@code publicUrl} is where browsers reach this server, empty where nobody said. */
    OwnPages(String publicUrl) {
        this.publicUrl = publicUrl;
    }

    static boolean safe(HttpServerRequest request) {
        return SAFE.contains(request.method());
    }

    /**
     * Whether no other site sent {@code request}. A browser says so by {@code Sec-Fetch-Site} (Fetch Metadata), an older
     * one by {@code Origin}; what sends neither is no browser, and has no cookies that it did not choose to send.
     */
    boolean sent(HttpServerRequest request) {
        String site = request.getHeader(FETCH_SITE);
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null || origin.equals(publicUrl) || host(origin).equals(request.getHeader(HttpHeaders.HOST));
    }

    /** A page of another site cannot choose which host its request names. */
    private static String host(String origin) {
        int start = origin.indexOf("://");
        return start < 0 ? "" : origin.substring(start + 3);
    }
}
