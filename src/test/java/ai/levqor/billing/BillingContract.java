package ai.levqor.billing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What billing does, the same on both databases. */
abstract class BillingContract extends BillingCase {
    @Test
    void beginsAPaymentAsStripeDocumentsIt() throws Exception {
        JsonObject answer = checkout("ann");
        assertTrue(answer.getString("sessionId").startsWith("cs_test_"));
        assertTrue(answer.getString("url").startsWith("https://checkout.stripe.com/"));

        var made = stripe.calls("/v1/customers").getFirst();
        assertEquals(Map.of("email", "ann@example.com", "metadata[user_id]", "ann"), made.form());
        var begun = stripe.calls("/v1/checkout/sessions").getFirst();
        assertEquals("POST", begun.method());
        assertEquals("Bearer " + StripeStub.KEY, begun.headers().get("authorization"));
        assertEquals("2025-02-24.acacia", begun.headers().get("stripe-version"));
        assertEquals("application/x-www-form-urlencoded", begun.headers().get("content-type"));
        assertTrue(begun.headers().getOrDefault("idempotency-key", "").startsWith("levqor-checkout-"));
        assertEquals(
                Map.ofEntries(
                        Map.entry("mode", "subscription"),
                        Map.entry("customer", customer("ann").getString("customer_id")),
                        Map.entry("client_reference_id", "ann"),
                        Map.entry("line_items[0][price]", PRO),
                        Map.entry("line_items[0][quantity]", "1"),
                        Map.entry("success_url", "https://shop.example.com/account?checkout=paid"),
                        Map.entry("cancel_url", "https://shop.example.com/account?checkout=cancelled"),
                        Map.entry("metadata[user_id]", "ann"),
                        Map.entry("subscription_data[metadata][user_id]", "ann")),
                begun.form());

        checkout("ann");
        assertEquals(1, stripe.calls("/v1/customers").size());
        assertEquals("free", customer("ann").getString("plan"));
    }

    @Test
    void refusesAPriceOfNoPlanAndASecondSubscription() throws Exception {
        Failure unknown = failure(Billing.CHECKOUT, checkoutOf("ann", "price_of_somebody"));
        assertEquals("price_id", unknown.field());
        assertTrue(stripe.calls.isEmpty());
        send(event("evt_1", "customer.subscription.created", subscription("sub_1", "ann", "active", PRO)));
        handled();
        assertEquals(
                Code.CONFLICT,
                failure(Billing.CHECKOUT, checkoutOf("ann", ENTERPRISE)).code());
        assertTrue(call(Billing.PORTAL, user("ann")).getString("url").startsWith("https://billing.stripe.com/"));
        assertEquals(Code.NOT_FOUND, failure(Billing.PORTAL, user("nobody")).code());
    }

    @Test
    void givesErrorsOneForm() {
        stripe.scripted.add(Map.entry(400, StripeStub.error("invalid_request_error", "email_invalid", "Bad e-mail")));
        Failure refused = failure(Billing.CHECKOUT, checkoutOf("ann", PRO));
        assertEquals(Code.PROVIDER_REFUSED, refused.code());
        assertEquals("Stripe: Bad e-mail", refused.getMessage());
        assertEquals("email_invalid", refused.details().getString("provider_code"));
        assertEquals(1, stripe.calls.size());

        for (int i = 0; i < 3; i++) {
            stripe.scripted.add(Map.entry(500, "<html>"));
        }
        Failure failed = failure(Billing.CHECKOUT, checkoutOf("ann", PRO));
        assertEquals(Code.PROVIDER_FAILED, failed.code());
        assertEquals(500, failed.details().getInteger("provider_status"));
    }

    @Test
    void triesAgainWithTheSameIdempotencyKey() throws Exception {
        stripe.scripted.add(Map.entry(429, StripeStub.error("rate_limit_error", "rate_limit", "Too many")));
        stripe.scripted.add(Map.entry(503, ""));
        checkout("ann");
        List<String> keys = stripe.calls("/v1/customers").stream()
                .map(call -> call.headers().get("idempotency-key"))
                .toList();
        assertEquals(3, keys.size());
        assertEquals(1, keys.stream().distinct().count());
    }

    @Test
    void doesNotRepeatWhatStripeSaysAboutTheKey() throws Exception {
        for (int i = 0; i < 3; i++) {
            stripe.scripted.add(
                    Map.entry(401, StripeStub.error("invalid_request_error", null, "Invalid: " + StripeStub.KEY)));
        }
        Failure refused = failure(Billing.CHECKOUT, checkoutOf("ann", PRO));
        assertEquals(Code.PROVIDER_FAILED, refused.code());
        assertFalse(refused.json().encode().contains("sk_"), refused.json().encode());
    }

    @Test
    void aPaidCheckoutChangesThePlanOfTheUserAndOfTheKeys() throws Exception {
        checkout("ann");
        String key = key("ann");
        assertEquals("free", planOfKey(key));
        var subscription = subscription("sub_1", "ann", "active", PRO)
                .put("customer", customer("ann").getString("customer_id"));
        var session = new JsonObject()
                .put("id", "cs_1")
                .put("mode", "subscription")
                .put("client_reference_id", "ann")
                .put("customer", subscription.getString("customer"))
                .put("subscription", "sub_1")
                .put("customer_details", null);
        JsonObject answer = send(event("evt_1", "checkout.session.completed", session));
        schemas.check(Billing.WEBHOOK.reply(), answer);
        handled();
        assertEquals("pro", customer("ann").getString("plan"));
        assertEquals("pro", planOfKey(key));
        assertEquals("pro", planOfKey(key("ann")));
        assertEquals(List.of("Your plan is pro now"), mails());
        JsonObject usage = call(Billing.USAGE, user("ann"));
        assertEquals(new JsonObject().put("used", 2).put("allowed", 50), usage.getJsonObject("keys"));
        assertEquals(600, usage.getInteger("requests_per_minute"));
    }

    @Test
    void thePlanBoundsTheKeys() throws Exception {
        for (int i = 0; i < 5; i++) {
            key("ann");
        }
        assertEquals(
                Code.CONFLICT, assertThrows(Failure.class, () -> key("ann")).code());
        key("bob");
        send(event("evt_1", "customer.subscription.created", subscription("sub_1", "ann", "active", ENTERPRISE)));
        handled();
        assertEquals("enterprise", planOfKey(key("ann")));
    }

    @Test
    void refusesWhatIsForgedAlteredOrStale() throws Exception {
        String body = event("evt_1", "customer.subscription.created", subscription("sub_1", "ann", "active", PRO))
                .encode();
        String good = signature(body);
        String forged = new StripeSignature(List.of("whsec_guessed"), clock).header(body);
        String time = good.substring(0, good.indexOf(','));
        for (String header : List.of(
                forged,
                "",
                "t=,v1=",
                "v1=" + "0".repeat(64),
                time + ",v1=",
                time + ",v0=" + good.substring(good.indexOf("v1=") + 3),
                good.replace(time, "t=" + (now() + 1)),
                "t=99999999999999999999,v1=00")) {
            assertEquals(
                    Code.INVALID_REQUEST,
                    assertThrows(Failure.class, () -> webhook(body, header)).code(),
                    header);
        }
        assertThrows(Failure.class, () -> webhook(body.replace("active", "actIve"), good));
        assertThrows(Failure.class, () -> webhook(body + " ", good));
        clock.advance(Duration.ofSeconds(301));
        assertThrows(Failure.class, () -> webhook(body, good));
        assertEquals(List.of(), events(""));
        assertEquals(Code.NOT_FOUND, failure(Billing.CUSTOMER, user("ann")).code());
        assertTrue(stripe.calls.isEmpty());
    }

    @Test
    void takesEverySecretOfARotation() throws Exception {
        String body = event("evt_1", "customer.created", new JsonObject().put("id", "cus_1"))
                .encode();
        String next = new StripeSignature(List.of(NEXT_SECRET), clock).header(body);
        assertFalse(webhook(body, next).getBoolean("duplicate"));
        String both = new StripeSignature(List.of("whsec_other", NEXT_SECRET), clock).header(body);
        assertTrue(webhook(body, both).getBoolean("duplicate"));
        clock.advance(Duration.ofSeconds(299));
        assertTrue(webhook(body, next).getBoolean("duplicate"));
    }

    @Test
    void recordsUnknownEventsAndHandlesEachOnce() throws Exception {
        send(event("evt_1", "product.created", new JsonObject().put("id", "prod_1")));
        JsonObject event = event("evt_2", "customer.subscription.created", subscription("sub_1", "ann", "active", PRO));
        assertFalse(send(event).getBoolean("duplicate"));
        handled();
        int calls = stripe.calls.size();
        // What the same id says now does not count.
        stripe.put(subscription("sub_1", "ann", "canceled", PRO));
        assertTrue(send(event).getBoolean("duplicate"));
        assertEquals("ignored", one("evt_1").getString("state"));
        assertEquals("done", one("evt_2").getString("state"));
        assertEquals(1, one("evt_2").getInteger("runs"));
        assertEquals(calls, stripe.calls.size());
        assertEquals("pro", customer("ann").getString("plan"));
    }

    private JsonObject one(String id) throws Exception {
        return events("").stream()
                .filter(event -> event.getString("event_id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anEventThatNobodyBelongsToIsIgnored() throws Exception {
        send(event("evt_1", "customer.subscription.updated", new JsonObject().put("id", "sub_gone")));
        JsonObject foreign = subscription("sub_2", "x", "active", PRO).put("metadata", new JsonObject());
        stripe.put(foreign);
        send(event("evt_2", "customer.subscription.created", foreign));
        handled();
        assertEquals("ignored", one("evt_1").getString("state"));
        assertEquals("Stripe has no such object", one("evt_1").getString("error"));
        assertEquals("ignored", one("evt_2").getString("state"));
    }

    @Test
    void keepsThePlanForAGraceAndThenEndsIt() throws Exception {
        checkout("ann");
        String key = key("ann");
        JsonObject subscription = subscription("sub_1", "ann", "active", PRO);
        send(event("evt_1", "customer.subscription.created", subscription));
        handled();
        clock.advance(Duration.ofDays(30));
        stripe.put(subscription.copy().put("status", "past_due"));
        send(event("evt_2", "invoice.payment_failed", invoice("in_2", "ann", "sub_1", "open")));
        handled();
        assertEquals("pro", customer("ann").getString("plan"));
        JsonObject held = customer("ann").getJsonArray("subscriptions").getJsonObject(0);
        assertEquals(now() + 7 * 24 * 3600, held.getLong("grace_until"));
        // A later unpaid bill does not lengthen it.
        clock.advance(Duration.ofDays(6));
        send(event("evt_3", "invoice.payment_failed", invoice("in_3", "ann", "sub_1", "open")));
        handled();
        assertEquals("pro", planOfKey(key));
        clock.advance(Duration.ofDays(1).plusSeconds(1));
        Eventually.await(
                "the grace is over", () -> customer("ann").getString("plan").equals("free"));
        Eventually.await("the key has the plan", () -> planOfKey(key).equals("free"));
        // Whoever pays gets it back.
        stripe.put(subscription.copy().put("status", "active"));
        invoice("in_2", "ann", "sub_1", "paid");
        send(event("evt_4", "invoice.paid", invoice("in_3", "ann", "sub_1", "paid")));
        handled();
        assertEquals("pro", planOfKey(key));
        assertEquals(
                List.of(
                        "Your plan is pro now",
                        "Your payment failed",
                        "Your payment failed",
                        "Your plan is free now",
                        "Your plan is pro now",
                        "We received your payment"),
                mails());
    }

    @Test
    void listsInvoicesAndWhatWasGivenBack() throws Exception {
        checkout("ann");
        send(event("evt_1", "customer.subscription.created", subscription("sub_1", "ann", "active", PRO)));
        send(event("evt_2", "invoice.paid", invoice("in_1", "ann", "sub_1", "paid")));
        clock.advance(Duration.ofSeconds(5));
        send(event("evt_3", "invoice.paid", invoice("in_2", "ann", "sub_1", "paid")));
        var charge = new JsonObject()
                .put("id", "ch_1")
                .put("customer", "cus_ann")
                .put("invoice", "in_1")
                .put("currency", "eur")
                .put("amount_refunded", 1900);
        stripe.put(charge);
        send(event("evt_4", "charge.refunded", charge));
        handled();
        JsonObject page = call(Billing.INVOICES, user("ann").put("limit", 1));
        assertEquals("in_2", page.getJsonArray("invoices").getJsonObject(0).getString("invoice_id"));
        page = call(Billing.INVOICES, user("ann").put("limit", 1).put("cursor", page.getString("next_cursor")));
        JsonObject refunded = page.getJsonArray("invoices").getJsonObject(0);
        assertEquals("in_1", refunded.getString("invoice_id"));
        assertEquals(1900, refunded.getLong("amount_refunded"));
        assertFalse(page.getBoolean("has_more"));
        assertEquals("pro", customer("ann").getString("plan"));
        assertTrue(mails().contains("Your refund"), mails().toString());
    }

    @Test
    void whatStripeCannotAnswerIsTriedAgain() throws Exception {
        JsonObject subscription = subscription("sub_1", "ann", "active", PRO);
        for (int i = 0; i < 3; i++) {
            stripe.scripted.add(Map.entry(503, ""));
        }
        send(event("evt_1", "customer.subscription.created", subscription));
        Eventually.await("the first attempt failed", () -> one("evt_1").getString("error") != null);
        assertEquals("waiting", one("evt_1").getString("state"));
        clock.advance(Duration.ofSeconds(10));
        handled();
        assertEquals("done", one("evt_1").getString("state"));
        assertEquals("pro", customer("ann").getString("plan"));
    }

    @Test
    void replaysAnEvent() throws Exception {
        send(event("evt_1", "customer.subscription.created", new JsonObject().put("id", "sub_1")));
        handled();
        assertEquals("ignored", one("evt_1").getString("state"));
        subscription("sub_1", "ann", "active", PRO);
        call(Billing.REPLAY, new JsonObject().put("event_id", "evt_1"));
        handled();
        assertEquals("done", one("evt_1").getString("state"));
        assertEquals(2, one("evt_1").getInteger("runs"));
        assertEquals("pro", customer("ann").getString("plan"));
        assertEquals(
                Code.NOT_FOUND,
                failure(Billing.REPLAY, new JsonObject().put("event_id", "evt_9"))
                        .code());
    }

    @Test
    void withoutConfigurationOnlyPaymentsAreRefused() throws Exception {
        start(Map.of("LEVQOR_BILLING_STAND_IN", "false"));
        assertEquals(
                Code.BILLING_NOT_CONFIGURED,
                failure(Billing.CHECKOUT, checkoutOf("ann", PRO)).code());
        assertEquals(
                Code.BILLING_NOT_CONFIGURED,
                failure(Billing.PORTAL, user("ann")).code());
        assertEquals(
                Code.BILLING_NOT_CONFIGURED,
                assertThrows(Failure.class, () -> webhook("{}", "t=1,v1=00")).code());
        JsonObject health = call(Billing.HEALTH, new JsonObject());
        assertEquals("off", health.getString("mode"));
        assertEquals("billing_not_configured", health.getString("trouble"));
        assertFalse(health.getBoolean("configured"));
        assertEquals("free", planOfKey(key("ann")));
        assertEquals("free", call(Billing.USAGE, user("ann")).getString("plan"));
    }

    @Test
    void tellsWhetherStripeAnswers() throws Exception {
        assertTrue(call(Billing.HEALTH, new JsonObject()).getBoolean("reachable"));
        assertEquals("test", call(Billing.HEALTH, new JsonObject()).getString("mode"));
        assertEquals(1, stripe.calls("/v1/prices").size());
        clock.advance(Duration.ofSeconds(31));
        for (int i = 0; i < 3; i++) {
            stripe.scripted.add(Map.entry(401, StripeStub.error("invalid_request_error", null, "no")));
        }
        JsonObject health = call(Billing.HEALTH, new JsonObject());
        assertFalse(health.getBoolean("ok"));
        assertFalse(health.getBoolean("reachable"));
    }

    @Test
    void theStandInPlaysThePaymentPage() throws Exception {
        start(Map.of());
        assertEquals("stand_in", call(Billing.HEALTH, new JsonObject()).getString("mode"));
        JsonObject session = call(Billing.CHECKOUT, checkoutOf("ann", "price_stand_in_pro"));
        String id = session.getString("sessionId");
        assertTrue(session.getString("url").endsWith("/_dev/billing/" + id));
        assertTrue(id.contains("standin"));
        assertEquals(
                "Payment",
                call(Billing.STAND_IN, new JsonObject().put("id", id)).getString("title"));
        act(id, "pay");
        handled();
        assertEquals("pro", customer("ann").getString("plan"));
        assertThrows(Failure.class, () -> act(id, "pay"));

        String url = call(Billing.PORTAL, user("ann")).getString("url");
        String portal = url.substring(url.lastIndexOf('/') + 1);
        act(portal, "fail");
        handled();
        JsonObject held = customer("ann").getJsonArray("subscriptions").getJsonObject(0);
        assertEquals("past_due", held.getString("status"));
        act(portal, "renew");
        act(portal, "refund");
        handled();
        assertEquals(
                "active",
                customer("ann").getJsonArray("subscriptions").getJsonObject(0).getString("status"));
        act(portal, "cancel");
        handled();
        assertEquals("free", customer("ann").getString("plan"));
        assertTrue(mails().contains("Your payment failed"), mails().toString());
        assertTrue(mails().contains("Your refund"), mails().toString());
        assertTrue(stripe.calls.isEmpty());
    }

    private void act(String page, String action) throws Exception {
        call(Billing.STAND_IN_ACT, new JsonObject().put("id", page).put("action", action));
    }
}
