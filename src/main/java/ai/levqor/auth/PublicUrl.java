package ai.levqor.auth;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.config.HttpSettings;
import ai.levqor.config.Settings;
import io.vertx.core.Vertx;

/**
 * Where browsers reach this service. It is the setting and never what a request claims, or a stranger could have a mail
 * sent whose link leads to a server of theirs.
 */
final class PublicUrl {
    /** Where the HTTP server of a process says which port it has. */
    private static final String PORTS = "levqor.http.port";

    private final Vertx vertx;
    private final HttpSettings http;
    private final boolean production;

    PublicUrl(Vertx vertx, Settings settings) {
        this.vertx = vertx;
        this.http = settings.section("http", HttpSettings.class);
        this.production = settings.core().production();
    }

    /** Such as {@code https://app.example.com}; in development this machine's own where nothing is set. */
    String base() {
        if (!http.publicUrl().isEmpty()) {
            return http.publicUrl();
        }
        if (production) {
            throw new Failure(
                    Code.UNAVAILABLE,
                    "There are no sign-in links because the setting http.public-url (LEVQOR_HTTP_PUBLIC_URL) is empty.");
        }
        String host = http.host().equals("0.0.0.0") || http.host().equals("::") ? "127.0.0.1" : http.host();
        return "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port();
    }

    /** The page that a link leads to. */
    String link(String token) {
        return base() + "/auth/link?token=" + token;
    }

    private int port() {
        Integer served = vertx.sharedData().<String, Integer>getLocalMap(PORTS).get(PORTS);
        return served == null ? http.port() : served;
    }
}
