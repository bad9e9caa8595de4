package ai.levqor.http;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.email.Email;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * Shows a mail as its receiver would see it, in development only: its id, which nobody can guess, is enough. The HTML is
 * anybody's: the page runs no script, loads nothing from anywhere, sends no form, and belongs to no origin, ours least of
 * all. The dashboard frames it.
 */
final class MailPreview implements Handler<RoutingContext> {
    static final String PATH = "/_dev/email/{email_id}";
    private static final String POLICY =
            "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'self'";
    private static final CharSequence FRAMES = HttpHeaders.createOptimized("x-frame-options");
    private static final String TEXT = "text/plain; charset=utf-8";

    private static final String ERASED = "The content of this mail is a secret, which only its receiver sees.\n";

    private final BusClient bus;
    private final Errors errors;

    MailPreview(BusClient bus, Errors errors) {
        this.bus = bus;
        this.errors = errors;
    }

    @Override
    public void handle(RoutingContext context) {
        var input = new JsonObject().put("email_id", context.pathParam("email_id"));
        bus.call(Email.GET, input, Caller.SYSTEM)
                .onComplete(mail -> show(context, mail), cause -> errors.send(context, cause));
    }

    private static void show(RoutingContext context, JsonObject mail) {
        String html = mail.getString("html");
        String text = mail.getString("text");
        context.response()
                .putHeader(ContentPolicy.HEADER, POLICY)
                .putHeader(FRAMES, "SAMEORIGIN")
                .putHeader(HttpHeaders.CONTENT_TYPE, html == null ? TEXT : Document.HTML)
                .end(html != null ? html : text != null ? text : ERASED);
    }
}
