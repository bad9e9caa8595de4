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
import org.junit.jupiter.api.Test;

/** What payments do to plans, keys and invoices, the same on every database. */
abstract class PlansContract extends BillingCase {
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
}
