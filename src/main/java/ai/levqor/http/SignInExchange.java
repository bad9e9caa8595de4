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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts cookies into the inputs of sign-in, and what it answers into cookies. */
final class SignInExchange {
    private static final String BROWSER = "browser";
    private static final String SESSION = "session";

    private final BrowserSessions sessions;
    private final SessionCookies cookies;

    private final Map<Operation, Step> inputs = Map.of(
            Auth.MAGIC_LINK, this::browser,
            Auth.CODE, this::browserAndSession,
            Auth.SIGN_OUT, this::session,
            Auth.BIND_SESSION, this::session);

    private final Map<Operation, Step> answers = Map.of(
            Auth.CODE, this::signedIn,
            Auth.SESSION, this::own,
            Auth.SESSIONS, SignInExchange::markCurrent,
            Auth.SIGN_OUT, this::signedOut,
            Auth.SIGN_OUT_EVERYWHERE, this::signedOut);

    /** Changes what a request brings, or what answers it. */
    @FunctionalInterface
    interface Step {
        /** Leaves all as it is. */
        Step NONE = (context, json) -> {};

        void apply(RoutingContext context, JsonObject json);
    }

    SignInExchange(BrowserSessions sessions) {
        this.sessions = sessions;
        this.cookies = sessions.cookies();
    }

    BrowserSessions sessions() {
        return sessions;
    }

    /**
     * What adds to an input of {@code operation} what the cookies say. It throws {@code forbidden} when another site's
     * page signs somebody in.
     */
    Step before(Operation operation) {
        return inputs.getOrDefault(operation, Step.NONE);
    }

    /** What makes an answer of {@code operation} the one that browsers get. */
    Step after(Operation operation) {
        return answers.getOrDefault(operation, Step.NONE);
    }

    private void browser(RoutingContext context, JsonObject input) {
        requireOwnPage(context.request());
        if (!input.containsKey(BROWSER)) {
            String known = cookies.browser(context.request());
            String browser = known == null ? SessionToken.generate() : known;
            cookies.setBrowser(context.response(), browser);
            input.put(BROWSER, browser);
        }
    }

    private void browserAndSession(RoutingContext context, JsonObject input) {
        requireOwnPage(context.request());
        putIfGiven(input, BROWSER, cookies.browser(context.request()));
        session(context, input);
    }

    private void session(RoutingContext context, JsonObject input) {
        putIfGiven(input, SESSION, cookies.session(context.request()));
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

    private void own(RoutingContext context, JsonObject reply) {
        Known known = BrowserSessions.known(context);
        if (known != null) {
            reply.put("csrf_token", sessions.csrf(context.request()))
                    .put("expires_at", known.endsAt())
                    .put("bound", known.key() != null);
        }
    }

    private static void markCurrent(RoutingContext context, JsonObject reply) {
        Known known = BrowserSessions.known(context);
        if (known != null) {
            reply.getJsonArray("sessions").forEach(each -> {
                var session = (JsonObject) each;
                session.put("current", known.session().equals(session.getString("session_id")));
            });
        }
    }

    private void signedOut(RoutingContext context, JsonObject reply) {
        cookies.clearSession(context.response());
    }

    /** Moves the session's token from the answer into its cookie. */
    void signedIn(RoutingContext context, JsonObject reply) {
        sessions.begin(context, (String) reply.remove(SESSION), reply.getLong("expires_at"));
    }
}
