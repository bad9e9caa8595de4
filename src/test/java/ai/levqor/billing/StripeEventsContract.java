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

/** Which events are taken and how often, the same on every database. */
abstract class StripeEventsContract extends BillingCase {
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
}
