package ai.levqor.billing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.keys.Keys;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order in which events come does not count, nor how often they do; the same on both databases. */
abstract class EventOrderContract extends BillingCase {
    /** A history of Stripe: what the object became, and the event about it. */
    private record Step(JsonObject object, JsonObject event) {}

    @Test
    void aThousandEventsShuffledAndDoubledEndAsInOrder() throws Exception {
        List<Step> inOrder = history("a");
        for (Step step : inOrder) {
            stripe.put(step.object());
            send(step.event());
        }
        List<Step> shuffled = history("b");
        shuffled.forEach(step -> stripe.put(step.object()));
        var events = new ArrayList<>(shuffled.stream().map(Step::event).toList());
        events.addAll(List.copyOf(events));
        Collections.shuffle(events, new Random(20261122));
        for (JsonObject event : events) {
            send(event);
        }
        handled();
        assertEquals(state("a"), state("b"));
        assertTrue(state("b").contains("enterprise") && state("b").contains("free"), state("b"));
    }

    /** 20 users with 50 events each, the same for each prefix but for the ids. */
    private List<Step> history(String prefix) {
        var random = new Random(7);
        var steps = new ArrayList<Step>();
        long time = now();
        for (int n = 0; n < 1000; n++) {
            String user = prefix + "-user-" + n % 20;
            String subscription = "sub_" + user + "_" + n / 500;
            String status = List.of("active", "past_due", "canceled", "active").get(random.nextInt(4));
            String price = random.nextBoolean() ? PRO : ENTERPRISE;
            String id = "evt_" + prefix + "_" + n;
            if (n % 5 == 4) {
                JsonObject invoice = invoice("in_" + user + "_" + n / 100, user, subscription, "open");
                invoice.put("status", random.nextBoolean() ? "paid" : "open");
                String type = invoice.getString("status").equals("paid") ? "invoice.paid" : "invoice.payment_failed";
                steps.add(new Step(invoice, event(id, type, invoice, time + n / 3)));
            } else {
                JsonObject object = subscription(subscription, user, status, price);
                steps.add(new Step(object, event(id, "customer.subscription.updated", object, time + n / 3)));
            }
        }
        // What the making of the history left at Stripe is not yet so.
        stripe.objects.keySet().removeIf(id -> id.contains("_" + prefix + "-user"));
        return steps;
    }

    private String state(String prefix) throws Exception {
        var state = new StringBuilder();
        for (int n = 0; n < 20; n++) {
            String user = prefix + "-user-" + n;
            state.append(customer(user).encode())
                    .append(call(Billing.INVOICES, user(user).put("limit", 200)).getJsonArray("invoices").encode())
                    .append(call(Keys.OF_USER, user(user)).encode())
                    .append('\n');
        }
        return state.toString().replace(prefix + "-user", "user");
    }
}
