package ai.levqor.billing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Payments that begin here, and what Stripe answers, the same on every database. */
abstract class CheckoutContract extends BillingCase {
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
