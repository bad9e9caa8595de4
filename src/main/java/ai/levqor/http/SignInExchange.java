package ai.levqor.http;

import ai.levqor.auth.Auth;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.security.SessionAuthenticator.Known;
import ai.levqor.security.SessionToken;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Puts cookies into the inputs of sign-in, and what it answers into cookies. */
final class SignInExchange {
    private static final String BROWSER = "browser";
    private static final String SESSION = "session";

    private final BrowserSessions sessions;
    private final SessionCookies cookies;

    SignInExchange(BrowserSessions sessions) {
        this.sessions = sessions;
        this.cookies = sessions.cookies();
    }

    BrowserSessions sessions() {
        return sessions;
    }

    /** Adds what the cookies say to {@code input}; throws {@code forbidden} when another site's page signs somebody in. */
    JsonObject before(Operation operation, RoutingContext context, JsonObject input) {
        HttpServerRequest request = context.request();
        if (operation.equals(Auth.MAGIC_LINK)) {
            requireOwnPage(request);
            if (!input.containsKey(BROWSER)) {
                String known = cookies.browser(request);
                String browser = known == null ? SessionToken.generate() : known;
                cookies.setBrowser(context.response(), browser);
                input.put(BROWSER, browser);
            }
        } else if (operation.equals(Auth.CODE)) {
            requireOwnPage(request);
            putIfGiven(input, BROWSER, cookies.browser(request));
            putIfGiven(input, SESSION, cookies.session(request));
        } else if (operation.equals(Auth.SIGN_OUT) || operation.equals(Auth.BIND_SESSION)) {
            putIfGiven(input, SESSION, cookies.session(request));
        }
        return input;
    }

    /** Who is signed in without having asked would work, and pay, in somebody else's account. */
    void requireOwnPage(HttpServerRequest request) {
        if (!sessions.ownPages().sent(request)) {
            throw new Failure(Code.FORBIDDEN, "Sign in from a page of this server.");
        }
    }

    private static void putIfGiven(JsonObject input, String name, @Nullable String value) {
        if (value != null && !input.containsKey(name)) {
            input.put(name, value);
        }
    }

    /** The answer as browsers get it. */
    JsonObject after(Operation operation, RoutingContext context, JsonObject reply) {
        Known known = BrowserSessions.known(context);
        if (operation.equals(Auth.CODE)) {
            signedIn(context, reply);
        } else if (operation.equals(Auth.SESSION) && known != null) {
            reply.put("csrf_token", sessions.csrf(context.request()))
                    .put("expires_at", known.endsAt())
                    .put("bound", known.key() != null);
        } else if (operation.equals(Auth.SESSIONS) && known != null) {
            reply.getJsonArray("sessions").forEach(each -> {
                var session = (JsonObject) each;
                session.put("current", known.session().equals(session.getString("session_id")));
            });
        } else if (operation.equals(Auth.SIGN_OUT) || operation.equals(Auth.SIGN_OUT_EVERYWHERE)) {
            cookies.clearSession(context.response());
        }
        return reply;
    }

    /** Moves the session's token from the answer into its cookie. */
    void signedIn(RoutingContext context, JsonObject reply) {
        sessions.begin(context, (String) reply.remove(SESSION), reply.getLong("expires_at"));
    }
}
