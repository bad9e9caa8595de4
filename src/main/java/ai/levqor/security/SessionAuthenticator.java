package ai.levqor.security;

import ai.levqor.auth.Auth;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose a session's token is: the actor {@code auth} knows, and its answer is remembered for {@link #MAX_AGE}.
 *
 * <p>When a session ends or an account changes, all nodes hear of it and forget; the short age bounds what one that did
 * not hear of it gets wrong. There is one for each process.
 */
public final class SessionAuthenticator implements Shareable {
    /** How long an answer counts, from the moment of its question. */
    static final Duration MAX_AGE = Duration.ofSeconds(5);

    private static final int MAX_REMEMBERED = 10_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String NAME = "levqor.sessions";

    private final Vertx vertx;
    private final InstantSource clock;
    private final BusClient bus;
    private final SessionProofs proofs;

    // Forgetting replaces the map: what was asked before ends in the old one, where nobody looks.
    private volatile Map<String, Answer> answers = new ConcurrentHashMap<>();

    private SessionAuthenticator(Vertx vertx, InstantSource clock) {
        this.vertx = vertx;
        this.clock = clock;
        this.bus = new BusClient(vertx, TIMEOUT);
        this.proofs = new SessionProofs(clock);
        vertx.eventBus().consumer(Auth.CHANGED, none -> forget());
    }

    /** The one of this process, made when it is first asked for. */
    public static SessionAuthenticator of(Vertx vertx, InstantSource clock) {
        return map(vertx).computeIfAbsent(NAME, none -> new SessionAuthenticator(vertx, clock));
    }

    /** Lets this process, if it has a server at all, forget what it remembers. */
    public static void forgetIn(Vertx vertx) {
        SessionAuthenticator known = map(vertx).get(NAME);
        if (known != null) {
            known.forget();
        }
    }

    private static LocalMap<String, SessionAuthenticator> map(Vertx vertx) {
        return vertx.sharedData().getLocalMap(NAME);
    }

    /** What checks the proofs of this process' sessions. */
    public SessionProofs proofs() {
        return proofs;
    }

    /** The session of {@code token} when it is remembered; null when {@link #find} would have to ask. */
    public @Nullable Future<Known> remembered(String token) {
        Answer answer = answers.get(SessionToken.hash(token));
        return answer != null && answer.fresh(clock.millis()) ? own(answer.known) : null;
    }

    /** The session of {@code token}, {@link Known#NOBODY} when it is none; fails when nobody can tell for now. */
    public Future<Known> find(String token) {
        Future<Known> remembered = remembered(token);
        return remembered == null ? own(ask(SessionToken.hash(token)).known) : remembered;
    }

    private Answer ask(String hash) {
        long now = clock.millis();
        Map<String, Answer> current = answers;
        if (current.size() >= MAX_REMEMBERED) {
            current.values().removeIf(answer -> !answer.fresh(now) || Known.NOBODY.equals(answer.known.result()));
        }
        Promise<Known> known = Promise.promise();
        var answer = new Answer(now, known.future());
        if (current.size() < MAX_REMEMBERED) {
            current.put(hash, answer);
        }
        bus.call(Auth.RESOLVE, new JsonObject().put("hash", hash), Caller.SYSTEM)
                .map(Known::of)
                .recover(SessionAuthenticator::unavailable)
                .onFailure(cause -> current.remove(hash, answer))
                .onComplete(known);
        return answer;
    }

    /** Several may wait for one answer: each goes on where it came from. */
    private Future<Known> own(Future<Known> answer) {
        if (answer.isComplete()) {
            return answer.map(known -> known.at(clock.millis()));
        }
        Context context = vertx.getOrCreateContext();
        Promise<Known> told = Promise.promise();
        answer.map(known -> known.at(clock.millis()))
                .onComplete(known -> context.runOnContext(none -> told.handle(known)));
        return told.future();
    }

    private void forget() {
        answers = new ConcurrentHashMap<>();
    }

    private static Future<Known> unavailable(Throwable cause) {
        boolean said = cause instanceof Failure failure && failure.code() != Code.TIMED_OUT;
        return Future.failedFuture(
                said ? cause : new Failure(Code.UNAVAILABLE, "The session cannot be checked for now; retry later."));
    }

    /** A question and, once it came, what was said. */
    private record Answer(long askedAt, Future<Known> known) {
        boolean fresh(long now) {
            return now >= askedAt && now - askedAt < MAX_AGE.toMillis();
        }
    }

    /**
     * Whose a session is.
     *
     * @param caller who is signed in by it; anonymous when nobody is
     * @param session its public id
     * @param expiresAt when it ends if it is not used, epoch milliseconds
     * @param endsAt when it ends in any case, epoch seconds
     * @param agent what the browser that signed in says it is
     * @param key what it is bound to; null while it is not bound
     */
    public record Known(
            Caller caller,
            String session,
            long expiresAt,
            long endsAt,
            String agent,
            @Nullable SessionKey key) {
        /** Nobody is signed in. */
        public static final Known NOBODY = new Known(Caller.ANONYMOUS, "", Long.MAX_VALUE, 0, "", null);

        static Known of(JsonObject reply) {
            if (!reply.getBoolean("known")) {
                return NOBODY;
            }
            Set<String> scopes = reply.getJsonArray("scopes").stream()
                    .map(String.class::cast)
                    .collect(Collectors.toSet());
            return new Known(
                    new Caller(Auth.ACCOUNT + reply.getString("account_id"), scopes, "", ""),
                    reply.getString("session_id"),
                    reply.getLong("expires_at_ms"),
                    reply.getLong("ends_at"),
                    reply.getString("agent"),
                    SessionKey.given(reply.getJsonObject("key")));
        }

        Known at(long now) {
            return now < expiresAt ? this : NOBODY;
        }

        /** Whether somebody is signed in. */
        public boolean present() {
            return !equals(NOBODY);
        }
    }
}
