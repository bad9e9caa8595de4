package ai.levqor.http;

import ai.levqor.auth.Auth;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.security.SessionToken;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Where the links of mails lead. Looking at one changes nothing, however often mail servers and link scanners do: it is
 * a page with a button, whose POST to the same address signs in, in the browser that asked for the link. It needs no
 * script; where one runs, it adds the coordinates {@code x} and {@code y} of the browser's key, which the session is then
 * bound to.
 */
final class SignInLink {
    static final String PATH = "/auth/link";
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("referrer-policy");
    private static final String TOKEN = "token";
    private static final String DASHBOARD = "/dashboard/";
    private static final int SEE_OTHER = 303;

    private final Proxies proxies;
    private final BusClient bus;
    private final Errors errors;
    private final SignInExchange exchange;
    private final SessionCookies cookies;
    private final Document page;
    private final Document failed;

    /**
     * @param page with the button
     * @param failed for a link that signs nobody in
     */
    SignInLink(
            Proxies proxies,
            BusClient bus,
            Errors errors,
            SignInExchange exchange,
            SessionCookies cookies,
            Document page,
            Document failed) {
        this.proxies = proxies;
        this.bus = bus;
        this.errors = errors;
        this.exchange = exchange;
        this.cookies = cookies;
        this.page = page;
        this.failed = failed;
    }

    void addTo(Paths paths) {
        paths.add("GET", PATH, this::show);
        paths.add("POST", PATH, this::enter);
    }

    private void show(RoutingContext context) {
        // The form's request then says where it comes from, and still nobody gets to see the token.
        context.response().putHeader(REFERRER_POLICY, "strict-origin");
        page.handle(context);
    }

    private void enter(RoutingContext context) {
        HttpServerRequest request = context.request();
        exchange.requireOwnPage(request);
        String token = context.queryParams().get(TOKEN);
        if (token == null || !SessionToken.wellFormed(token)) {
            failed.send(context, Code.UNAUTHORIZED.status());
            return;
        }
        var input = new JsonObject().put(TOKEN, token);
        String before = cookies.session(request);
        if (before != null) {
            input.put("session", before);
        }
        String browser = cookies.browser(request);
        if (browser != null) {
            input.put("browser", browser);
        }
        String x = context.queryParams().get("x");
        String y = context.queryParams().get("y");
        if (x != null && y != null) {
            input.put(
                    "key",
                    new JsonObject()
                            .put("kty", "EC")
                            .put("crv", "P-256")
                            .put("x", x)
                            .put("y", y));
        }
        var service = new Caller("sign-in", Set.of("*"), "", "");
        bus.call(Auth.LINK, input, ApiKeys.calling(service, request, proxies.client(request)))
                .onComplete(reply -> welcome(context, reply), cause -> refuse(context, cause));
    }

    private void welcome(RoutingContext context, JsonObject reply) {
        exchange.signedIn(context, reply);
        context.response()
                .setStatusCode(SEE_OTHER)
                .putHeader(HttpHeaders.LOCATION, DASHBOARD)
                .end();
    }

    private void refuse(RoutingContext context, Throwable cause) {
        if (cause instanceof Failure failure && failure.code() == Code.UNAUTHORIZED) {
            failed.send(context, Code.UNAUTHORIZED.status());
        } else {
            errors.send(context, cause);
        }
    }
}
