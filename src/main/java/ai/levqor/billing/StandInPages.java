package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What people do on the pages of the stand-in, and the signed events that follow, as Stripe would send them. */
final class StandInPages {
    private static final long MONTH_S = 30L * 24 * 3600;
    private static final long AMOUNT = 1900;
    private static final String OPEN = "open";
    private static final String STATUS = "status";

    private final StandIn standIn;
    private final StandInRepository objects;
    private final StripeSignature signature;
    private final BusClient bus;
    private final InstantSource clock;

    StandInPages(
            StandIn standIn, StandInRepository objects, StripeSignature signature, BusClient bus, InstantSource clock) {
        this.standIn = standIn;
        this.objects = objects;
        this.signature = signature;
        this.bus = bus;
        this.clock = clock;
    }

    /** What the page of this id shows. */
    Reply page(String id) {
        JsonObject page = find(id);
        boolean checkout = page.containsKey("price");
        String what = checkout
                ? "Price " + page.getString("price") + " for " + page.getJsonObject("customer_details").getString("email")
                : "Subscription: "
                        + newest(page).map(object -> object.getString(STATUS)).orElse("none");
        return () -> new JsonObject()
                .put("id", id)
                .put("title", checkout ? "Payment" : "Subscription")
                .put("text", what)
                .put("actions", new JsonArray(actions(page, checkout)));
    }

    private List<String> actions(JsonObject page, boolean checkout) {
        if (checkout) {
            return page.getString(STATUS).equals(OPEN) ? List.of("pay", "leave") : List.of("leave");
        }
        return newest(page)
                .filter(subscription -> !subscription.getString(STATUS).equals("canceled"))
                .map(subscription -> List.of("renew", "fail", "refund", "cancel", "leave"))
                .orElse(List.of("leave"));
    }

    /** Does what a button says, and answers where the browser goes. */
    Reply act(String id, String action) {
        JsonObject page = find(id);
        boolean checkout = page.containsKey("price");
        if (!actions(page, checkout).contains(action)) {
            throw Failure.notFound("action", action);
        }
        String back = page.getString("return_url");
        switch (action) {
            case "pay" -> pay(page);
            case "renew" -> bill(newest(page).orElseThrow(), true);
            case "fail" -> bill(newest(page).orElseThrow(), false);
            case "refund" -> refund(newest(page).orElseThrow());
            case "cancel" -> cancel(newest(page).orElseThrow());
            default -> back = checkout ? back + "?checkout=cancelled" : back;
        }
        String to = action.equals("pay") ? back + "?checkout=paid" : back;
        return () -> new JsonObject().put("url", to);
    }

    private JsonObject find(String id) {
        return objects.get(StandIn.SESSION, id)
                .or(() -> objects.get(StandIn.PORTAL, id))
                .orElseThrow(() -> Failure.notFound("id", id));
    }

    private Optional<JsonObject> newest(JsonObject page) {
        List<JsonObject> all = objects.of(StandIn.SUBSCRIPTION, "customer", page.getString("customer"));
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    private void pay(JsonObject session) {
        var price = new JsonObject().put("id", session.getString("price"));
        var item = new JsonObject().put("price", price);
        var subscription = new JsonObject()
                .put("id", standIn.id("sub"))
                .put("customer", session.getString("customer"))
                .put(STATUS, "active")
                .put("created", now())
                .put("current_period_end", now() + MONTH_S)
                .put("cancel_at_period_end", false)
                .put("metadata", new JsonObject().put("user_id", session.getString("client_reference_id")))
                .put("items", new JsonObject().put("data", new JsonArray().add(item)));
        objects.put(StandIn.SUBSCRIPTION, subscription);
        session.put(STATUS, "complete")
                .put("subscription", subscription.getString("id"))
                .put("mode", "subscription");
        objects.put(StandIn.SESSION, session);
        send("checkout.session.completed", session);
        send("customer.subscription.created", subscription);
        invoice(subscription, true);
    }

    private void bill(JsonObject subscription, boolean paid) {
        subscription.put(STATUS, paid ? "active" : "past_due").put("current_period_end", now() + MONTH_S);
        objects.put(StandIn.SUBSCRIPTION, subscription);
        invoice(subscription, paid);
        if (paid) {
            // Whoever pays pays everything.
            objects.of(StandIn.INVOICE, "subscription", subscription.getString("id")).stream()
                    .filter(invoice -> invoice.getString(STATUS).equals(OPEN))
                    .forEach(invoice -> settled(invoice));
        }
        send("customer.subscription.updated", subscription);
    }

    private void settled(JsonObject invoice) {
        objects.put(StandIn.INVOICE, invoice.put(STATUS, "paid").put("amount_paid", invoice.getLong("amount_due")));
        send("invoice.paid", invoice);
    }

    private void invoice(JsonObject subscription, boolean paid) {
        String id = standIn.id("in");
        var invoice = new JsonObject()
                .put("id", id)
                .put("number", "STAND-IN-" + id.substring(id.length() - 6))
                .put("customer", subscription.getString("customer"))
                .put("subscription", subscription.getString("id"))
                .put(STATUS, paid ? "paid" : OPEN)
                .put("currency", "usd")
                .put("amount_due", AMOUNT)
                .put("amount_paid", paid ? AMOUNT : 0)
                .put("attempt_count", 1)
                .put("created", now());
        objects.put(StandIn.INVOICE, invoice);
        send(paid ? "invoice.paid" : "invoice.payment_failed", invoice);
    }

    private void refund(JsonObject subscription) {
        List<JsonObject> paid = objects.of(StandIn.INVOICE, "subscription", subscription.getString("id")).stream()
                .filter(invoice -> invoice.getString(STATUS).equals("paid"))
                .toList();
        if (paid.isEmpty()) {
            return;
        }
        JsonObject last = paid.getLast();
        var charge = new JsonObject()
                .put("id", standIn.id("ch"))
                .put("customer", last.getString("customer"))
                .put("invoice", last.getString("id"))
                .put("currency", last.getString("currency"))
                .put("amount", last.getLong("amount_paid"))
                .put("amount_refunded", last.getLong("amount_paid"))
                .put("refunded", true);
        objects.put(StandIn.CHARGE, charge);
        send("charge.refunded", charge);
    }

    private void cancel(JsonObject subscription) {
        objects.put(StandIn.SUBSCRIPTION, subscription.put(STATUS, "canceled"));
        send("customer.subscription.deleted", subscription);
    }

    /** Through the door that everybody's events come through, signature and all. */
    private void send(String type, JsonObject object) {
        String body = new JsonObject()
                .put("id", standIn.id("evt"))
                .put("object", "event")
                .put("type", type)
                .put("created", now())
                .put("livemode", false)
                .put("data", new JsonObject().put("object", object))
                .encode();
        var input = new JsonObject().put("body", body).put("signature", signature.header(body));
        await(bus.call(Billing.WEBHOOK, input, Caller.ANONYMOUS));
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
