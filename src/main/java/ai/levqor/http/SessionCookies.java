package ai.levqor.http;

import ai.levqor.security.SessionToken;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The two cookies of sign-in (RFC 6265bis): the session's, and one that binds a mailed link and code to the browser that
 * asked for them. No script reads them and no other site's request brings them, but for a link that leads here. In production only
 * TLS carries them, and the prefix {@code __Host-} keeps other hosts of the domain from setting them.
 */
final class SessionCookies {
    private static final String PREFIX = "__Host-";
    private static final Duration BROWSER_AGE = Duration.ofDays(1);

    private final String sessionName;
    private final String browserName;
    private final boolean secure;

    SessionCookies(boolean production) {
        this.secure = production;
        String prefix = production ? PREFIX : "";
        this.sessionName = prefix + "levqor_session";
        this.browserName = prefix + "levqor_browser";
    }

    /** The session's token; null where there is none that could be one. */
    @Nullable
    String session(HttpServerRequest request) {
        return token(request, sessionName);
    }

    /** The browser's token; null where it has none. */
    @Nullable
    String browser(HttpServerRequest request) {
        return token(request, browserName);
    }

    void setSession(HttpServerResponse response, String token, long seconds) {
        response.addCookie(cookie(sessionName, token).setMaxAge(seconds));
    }

    void setBrowser(HttpServerResponse response, String token) {
        response.addCookie(cookie(browserName, token).setMaxAge(BROWSER_AGE.toSeconds()));
    }

    void clearSession(HttpServerResponse response) {
        response.addCookie(cookie(sessionName, "").setMaxAge(0));
    }

    private Cookie cookie(String name, String value) {
        return Cookie.cookie(name, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(secure)
                .setSameSite(CookieSameSite.LAX);
    }

    private static @Nullable String token(HttpServerRequest request, String name) {
        if (!request.headers().contains("cookie")) {
            return null;
        }
        Cookie cookie = request.getCookie(name);
        return cookie != null && SessionToken.wellFormed(cookie.getValue()) ? cookie.getValue() : null;
    }
}
