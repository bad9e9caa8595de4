package ai.levqor.auth;

import static io.vertx.core.Future.await;

import ai.levqor.auth.SessionRepository.Valid;
import ai.levqor.bus.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/** Tells the nodes whose a session is; they ask again every few seconds while it is in use, which is noted. */
final class SessionLookup {
    private static final Reply UNKNOWN = () -> new JsonObject().put("known", false);

    private final SessionRepository sessions;
    private final AccountRepository accounts;
    private final Profiles profiles;
    private final Duration idle;
    private final InstantSource clock;

    SessionLookup(
            SessionRepository sessions,
            AccountRepository accounts,
            Profiles profiles,
            Duration idle,
            InstantSource clock) {
        this.sessions = sessions;
        this.accounts = accounts;
        this.profiles = profiles;
        this.idle = idle;
        this.clock = clock;
    }

    Reply resolve(String hash) {
        long now = clock.millis();
        Valid session = await(sessions.find(hash, now)).orElse(null);
        if (session == null) {
            return UNKNOWN;
        }
        long seen = session.lastSeenAt();
        if (now - seen >= SessionRepository.USE_INTERVAL.toMillis()) {
            await(sessions.seen(session.id(), now));
            profiles.seen(session.account(), session.email(), session.userId());
            seen = now;
        }
        var holder = new JsonObject()
                .put("known", true)
                .put("account_id", session.account().toString())
                .put("session_id", session.id().toString())
                .put("scopes", new JsonArray(session.role().scopes()))
                .put("expires_at_ms", Math.min(session.expiresAt(), seen + idle.toMillis()))
                .put("ends_at", session.expiresAt() / 1000)
                .put("agent", session.agent());
        if (session.key() != null) {
            holder.put("key", new JsonObject(session.key()));
        }
        return () -> holder;
    }

    /** Nothing for an account that there is no more, or that is disabled. */
    Reply power(UUID id) {
        var scopes = new JsonArray();
        await(accounts.find(id))
                .filter(account -> !account.disabled())
                .ifPresent(account -> account.role().scopes().forEach(scopes::add));
        return () -> new JsonObject().put("scopes", scopes);
    }
}
