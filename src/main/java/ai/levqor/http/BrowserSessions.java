package ai.levqor.http;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.security.MasterSecret;
import ai.levqor.security.SessionAuthenticator;
import ai.levqor.security.SessionAuthenticator.Known;
import ai.levqor.security.SessionKey;
import ai.levqor.security.SessionProofs;
import ai.levqor.security.SessionToken;
import ai.levqor.security.UserAgent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who is signed in by the session's cookie, which counts in the browser that signed in alone: a session
 * that is bound to a key needs a proof by it with each request (RFC 9449), and one that is not has to come from the same
 * program at least. A write must also prove that one of our own pages sent it: by the
 * header {@code X-CSRF-Token}, and by what the browser says of its origin. What does not is nobody's, and is told why
 * where it needs somebody.
 */
public final class BrowserSessions {
    private static final Logger LOG = LoggerFactory.getLogger(BrowserSessions.class);
    private static final CharSequence CSRF = HttpHeaders.createOptimized("x-csrf-token");
    private static final String KNOWN = "levqor.session";
    private static final String REFUSAL = "levqor.session.refusal";
    private static final String SUSPICION = "levqor.session.suspicion";
    private static final String PROVED = "levqor.session.proved";

    /** What a session may be asked for that is not bound yet. */
    private static final Set<String> UNBOUND = Set.of(
            "/api/v1/auth/session",
            "/api/v1/auth/session/key",
            "/api/v1/auth/sign-out",
            "/api/v1/auth/sign-out-everywhere");

    private static final Future<Caller> NOBODY = Future.succeededFuture(Caller.ANONYMOUS);

    private final SessionAuthenticator sessions;
    private final MasterSecret secret;
    private final SessionCookies cookies;
    private final OwnPages ownPages;
    private final boolean boundOnly;
    private final InstantSource clock;

    private BrowserSessions(
            SessionAuthenticator sessions,
            MasterSecret secret,
            SessionCookies cookies,
            OwnPages ownPages,
            boolean boundOnly,
            InstantSource clock) {
        this.clock = clock;
        this.boundOnly = boundOnly;
        this.sessions = sessions;
        this.secret = secret;
        this.cookies = cookies;
        this.ownPages = ownPages;
    }

    /**
     * The sessions that this process knows.
     *
     * @param secret what the tokens of pages are derived from
     * @param production whether cookies need TLS
     * @param publicUrl where browsers reach this server, empty where nobody said
     * @param boundOnly whether a session counts only when it is bound to a key
     */
    public static BrowserSessions of(
            Vertx vertx,
            InstantSource clock,
            MasterSecret secret,
            boolean production,
            String publicUrl,
            boolean boundOnly) {
        return new BrowserSessions(
                SessionAuthenticator.of(vertx, clock),
                secret,
                new SessionCookies(production),
                new OwnPages(publicUrl),
                boundOnly,
                clock);
    }

    /** Puts a session into its cookie, for as long as it can last: until {@code end}, epoch seconds. */
    void begin(RoutingContext context, String token, long end) {
        cookies.setSession(context.response(), token, end - clock.millis() / 1000);
    }

    SessionCookies cookies() {
        return cookies;
    }

    OwnPages ownPages() {
        return ownPages;
    }

    /** Who is signed in; nobody without a cookie. Null for a session that has to be {@linkplain #ask asked for}. */
    @Nullable
    Future<Caller> holder(RoutingContext context) {
        String token = cookies.session(context.request());
        if (token == null) {
            return NOBODY;
        }
        Future<Known> known = sessions.remembered(token);
        return known == null ? null : known.map(session -> caller(context, token, session));
    }

    /** Asks who is signed in. */
    Future<Caller> ask(RoutingContext context) {
        String token = cookies.session(context.request());
        return token == null ? NOBODY : sessions.find(token).map(session -> caller(context, token, session));
    }

    private Caller caller(RoutingContext context, String token, Known session) {
        if (!session.present()) {
            context.put(REFUSAL, new Failure(Code.UNAUTHORIZED, "The session has ended; sign in again."));
            return Caller.ANONYMOUS;
        }
        if (!UserAgent.sameProgram(session.agent(), agent(context.request()), ApiKeys.MAX_AGENT)) {
            context.put(
                    SUSPICION,
                    "the cookie of session " + session.session()
                            + " came from another program than the one that signed in");
            context.put(REFUSAL, new Failure(Code.UNAUTHORIZED, "The session is another browser's; sign in here."));
            return Caller.ANONYMOUS;
        }
        if (!bound(context, session)) {
            return Caller.ANONYMOUS;
        }
        if (!OwnPages.safe(context.request()) && !proved(context.request(), token)) {
            context.put(
                    REFUSAL,
                    new Failure(
                            Code.FORBIDDEN,
                            "A write by a session needs the header X-CSRF-Token with the csrf_token of"
                                    + " GET /api/v1/auth/session, from a page of this server."));
            return Caller.ANONYMOUS;
        }
        context.put(KNOWN, session);
        return session.caller();
    }

    private boolean bound(RoutingContext context, Known session) {
        HttpServerRequest request = context.request();
        SessionKey key = session.key();
        if (key == null) {
            if (!boundOnly || UNBOUND.contains(request.path())) {
                return true;
            }
            context.put(
                    REFUSAL,
                    new Failure(
                            Code.UNAUTHORIZED,
                            "The session is bound to no key yet: PUT /api/v1/auth/session/key, or sign in again."));
            return false;
        }
        // A stream looks at its request again for as long as it lasts; the proof was for the request.
        if (key.equals(context.get(PROVED))) {
            return true;
        }
        String fault = fault(key, request);
        if (fault == null) {
            context.put(PROVED, key);
            return true;
        }
        context.put(SUSPICION, "a request with the cookie of session " + session.session() + " was refused: " + fault);
        context.put(REFUSAL, new Failure(Code.UNAUTHORIZED, fault + " Sign in again if that lasts."));
        return false;
    }

    private @Nullable String fault(SessionKey key, HttpServerRequest request) {
        List<String> proofs = request.headers().getAll(SessionProofs.HEADER);
        if (proofs.size() != 1) {
            return "The session is bound to a key: the request needs one header DPoP with a proof by it (RFC 9449).";
        }
        String fault =
                sessions.proofs().fault(key, proofs.getFirst(), request.method().name(), request.path());
        return fault == null ? null : "The proof in the header DPoP " + fault + ".";
    }

    private static String agent(HttpServerRequest request) {
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        return agent == null ? "" : agent;
    }

    private boolean proved(HttpServerRequest request, String token) {
        String given = request.getHeader(CSRF);
        return given != null && SessionToken.same(given, SessionToken.csrf(secret, token)) && ownPages.sent(request);
    }

    /** The session that the request came with; null where it came by none. */
    static @Nullable Known known(RoutingContext context) {
        return context.get(KNOWN);
    }

    /** What a page of this session must send with writes. */
    String csrf(HttpServerRequest request) {
        return SessionToken.csrf(secret, Objects.requireNonNull(cookies.session(request), "no session"));
    }

    /** Whether the request came with a cookie that is nobody's. */
    static boolean strange(RoutingContext context) {
        return context.get(REFUSAL) instanceof Failure refusal && refusal.code() == Code.UNAUTHORIZED;
    }

    /** Why the request's session did not count, or plain {@code forbidden}. */
    Failure refusal(RoutingContext context) {
        return refusal(context, Failure.forbidden());
    }

    /**
     * Why the request's session did not count, or {@code otherwise}. Here, and not before, it is logged that a cookie looks
     * stolen: pages that browsers open by themselves come with it, and ask for nobody's data.
     */
    Failure refusal(RoutingContext context, Failure otherwise) {
        if (!(context.get(REFUSAL) instanceof Failure refusal)) {
            return otherwise;
        }
        if (context.get(SUSPICION) instanceof String suspicion) {
            LOG.warn("{}", suspicion);
            context.remove(SUSPICION);
        }
        if (refusal.code() == Code.UNAUTHORIZED) {
            // A browser whose clock is wrong makes proofs of another time, and can so correct itself.
            context.response()
                    .putHeader(
                            HttpHeaders.DATE,
                            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                    clock.instant().atOffset(ZoneOffset.UTC)));
        }
        return refusal;
    }
}
