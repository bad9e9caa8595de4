package ai.levqor.http;

import ai.levqor.billing.Billing;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/**
 * The pages of the stand-in for the payment provider, in development only and marked as what they are: a form for each
 * thing that can happen. Their ids, which nobody can guess, are enough.
 */
final class StandInPage {
    static final String PATH = "/_dev/billing/{id}";
    static final String ACTION = "/_dev/billing/{id}/{action}";

    // The form's answer sends the browser back to where the payment began, which may be another server.
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self' http: https:;"
                    + " frame-ancestors 'none'";

    private final BusClient bus;
    private final Errors errors;

    StandInPage(BusClient bus, Errors errors) {
        this.bus = bus;
        this.errors = errors;
    }

    void addTo(Paths paths) {
        paths.add(HttpMethod.GET.name(), PATH, this::show);
        paths.add(HttpMethod.POST.name(), ACTION, this::act);
    }

    private void show(RoutingContext context) {
        var input = new JsonObject().put("id", context.pathParam("id"));
        bus.call(Billing.STAND_IN, input, Caller.SYSTEM)
                .onSuccess(page -> context.response()
                        .putHeader(ContentPolicy.HEADER, POLICY)
                        .putHeader(HttpHeaders.CONTENT_TYPE, Document.HTML)
                        .end(html(page)))
                .onFailure(cause -> errors.send(context, cause));
    }

    private void act(RoutingContext context) {
        var input = new JsonObject().put("id", context.pathParam("id")).put("action", context.pathParam("action"));
        bus.call(Billing.STAND_IN_ACT, input, Caller.SYSTEM)
                .onSuccess(answer -> context.response()
                        .setStatusCode(303)
                        .putHeader(HttpHeaders.LOCATION, answer.getString("url"))
                        .end())
                .onFailure(cause -> errors.send(context, cause));
    }

    private static String html(JsonObject page) {
        var forms = new StringBuilder();
        page.getJsonArray("actions").forEach(action -> forms.append("""
                <form method="post" action="/_dev/billing/%s/%s"><button type="submit">%s</button></form>
                """.formatted(escaped(page.getString("id")), escaped(action.toString()), label(action.toString()))));
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>%1$s (stand-in, no money moves)</title>
                <link rel="stylesheet" href="/docs/docs.css"/>
                </head>
                <body>
                <main>
                <h1>%1$s: a stand-in for the payment page</h1>
                <p><strong>This is not Stripe and no money moves.</strong> It exists in development while no payment
                provider is configured.</p>
                <p>%2$s</p>
                %3$s</main>
                </body>
                </html>
                """.formatted(escaped(page.getString("title")), escaped(page.getString("text")), forms);
    }

    private static String label(String action) {
        return switch (action) {
            case "pay" -> "Pay";
            case "renew" -> "The next payment succeeds";
            case "fail" -> "The next payment fails";
            case "refund" -> "Give the last payment back";
            case "cancel" -> "End the subscription now";
            case "leave" -> "Go back";
            default -> throw new IllegalArgumentException("no button " + action.toLowerCase(Locale.ROOT));
        };
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
