package ai.levqor.auth;

import static io.vertx.core.Future.await;

import ai.levqor.auth.SessionRepository.SignedIn;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.security.SessionKey;
import ai.levqor.security.SessionToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/** What people do with their own sessions. */
final class SessionService {
    /** How long after it began a session may be bound: who finds an old cookie without a key shall not bind it. */
    static final Duration BINDING = Duration.ofMinutes(5);

    private final AccountRepository accounts;
    private final SessionRepository repository;
    private final Sessions sessions;
    private final InstantSource clock;

    SessionService(AccountRepository accounts, SessionRepository repository, Sessions sessions, InstantSource clock) {
        this.accounts = accounts;
        this.repository = repository;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** The account of who calls; {@code unauthorized} when they are not signed in. */
    static UUID account(Caller caller) {
        if (!caller.id().startsWith(Auth.ACCOUNT)) {
            throw new Failure(Code.UNAUTHORIZED, null);
        }
        return UUID.fromString(caller.id().substring(Auth.ACCOUNT.length()));
    }

    static UUID account(Request request) {
        return account(request.caller());
    }

    Reply current(UUID account) {
        JsonObject answer =
                sessions.answer(await(accounts.find(account)).orElseThrow(() -> new Failure(Code.UNAUTHORIZED, null)));
        return () -> answer;
    }

    Reply list(UUID account) {
        var list = new JsonArray(await(repository.list(account, clock.millis())).stream()
                .map(SessionService::json)
                .toList());
        return () -> new JsonObject().put("sessions", list);
    }

    static JsonObject json(SignedIn session) {
        return new JsonObject()
                .put("session_id", session.id().toString())
                .put("created_at", session.createdAt() / 1000)
                .put("last_seen_at", session.lastSeenAt() / 1000)
                .put("expires_at", session.expiresAt() / 1000)
                .put("address", session.address())
                .put("agent", session.agent())
                .put("bound", session.key() != null);
    }

    /** A second time with the same key changes nothing, since two pages may do it at once. */
    Reply bind(Binding binding) {
        long since = clock.millis() - BINDING.toMillis();
        if (!await(repository.bind(
                binding.account(),
                SessionToken.hash(binding.token()),
                binding.key().json().encode(),
                since))) {
            throw new Failure(
                    Code.CONFLICT,
                    "The session is bound to another key, or began more than 5 minutes ago; sign in again.");
        }
        sessions.changed();
        return Reply.OK;
    }

    Reply signOut(Ending ending) {
        await(repository.delete(SessionToken.hash(ending.token())));
        sessions.changed();
        return Reply.OK;
    }

    Reply signOutEverywhere(UUID account) {
        await(repository.deleteAll(account));
        sessions.changed();
        return Reply.OK;
    }

    Reply end(OwnSession own) {
        if (!await(repository.delete(own.account(), own.id()))) {
            throw Failure.notFound("session_id", own.id().toString());
        }
        sessions.changed();
        return Reply.OK;
    }

    /** A session of somebody's own, and the key that it gets. */
    record Binding(UUID account, String token, SessionKey key) {
        static Binding of(Request request) {
            return new Binding(
                    SessionService.account(request),
                    request.input().getString("session", ""),
                    SessionKey.of(request.input().getJsonObject("key")));
        }
    }

    /** The session that somebody leaves who is signed in by it. */
    record Ending(String token) {
        static Ending of(Request request) {
            account(request); // who is signed in by nothing leaves nothing
            return new Ending(request.input().getString("session", ""));
        }
    }

    /** One session of somebody's own. */
    record OwnSession(UUID account, UUID id) {
        static OwnSession of(Request request) {
            return new OwnSession(
                    SessionService.account(request), AccountService.uuid("session_id", request.text("session_id")));
        }
    }
}
