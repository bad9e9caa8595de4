package ai.levqor.auth;

import ai.levqor.security.MasterSecret;
import ai.levqor.security.SessionAuthenticator;
import ai.levqor.security.SessionToken;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What all parts that make or end sessions need. */
final class Sessions {
    private final Vertx vertx;
    private final MasterSecret secret;

    Sessions(Vertx vertx, MasterSecret secret) {
        this.vertx = vertx;
        this.secret = secret;
    }

    /** Lets this process forget at once what it remembers of sessions, before the answer; the others as soon as they hear. */
    void changed() {
        SessionAuthenticator.forgetIn(vertx);
        vertx.eventBus().publish(Auth.CHANGED, null);
    }

    String csrf(String token) {
        return SessionToken.csrf(secret, token);
    }

    /** Who is signed in, and what they may do. */
    JsonObject answer(Account account) {
        var scopes = new JsonArray(account.role().scopes());
        return new JsonObject().put("account", account.own().put("scopes", scopes));
    }
}
