package ai.levqor.auth;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.email.Email;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/** The mails of sign-in. The service sends them itself, so that no plan and no limit of a caller holds them back. */
final class Mails {
    private static final MailText SIGN_IN = MailText.of("sign-in");
    private static final MailText INVITATION = MailText.of("invitation");

    private final BusClient bus;
    private final PublicUrl url;

    Mails(BusClient bus, PublicUrl url) {
        this.bus = bus;
        this.url = url;
    }

    /** Sends a link and the code that goes with it. */
    Future<?> signIn(String email, String token, String code, Duration lifetime) {
        return send(
                email,
                SIGN_IN,
                true,
                Map.of(
                        "link", url.link(token),
                        "code", code,
                        "minutes", Long.toString(lifetime.toMinutes()),
                        "site", url.base()));
    }

    /** Tells somebody that they have an account, and where to sign in. */
    Future<?> invitation(String email) {
        return send(email, INVITATION, false, Map.of("email", email, "site", url.base()));
    }

    private Future<?> send(String email, MailText mail, boolean secret, Map<String, String> values) {
        var input = new JsonObject()
                .put("to", email)
                .put("subject", mail.subject())
                .put("text", mail.text(values))
                .put("html", mail.html(values));
        return bus.call(Email.SEND, secret ? input.put("sensitive", true) : input, Caller.SYSTEM);
    }
}
