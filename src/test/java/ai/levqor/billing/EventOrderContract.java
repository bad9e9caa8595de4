package ai.levqor.billing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.keys.Keys;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** The order in which events come does not count, nor how often they do; the same on both databases. */
abstract class EventOrderContract extends BillingCase {
    private static final int EVENTS = 1000;
    private static final int USERS = 20;

    private final Semaphore underWay = new Semaphore(32);
    private final List<Future<JsonObject>> sent = new ArrayList<>();

    /** A history of Stripe: what the object became, and the event about it. */
    private record Step(JsonObject object, JsonObject event) {}

    @Test
    void aThousandEventsShuffledAndDoubledEndAsInOrder() throws Exception {
        List<Step> inOrder = history("a");
        List<Step> shuffled = history("b");
        for (Step step : inOrder) {
            stripe.put(step.object());
            sendBesideOthers(step.event());
        }
        shuffled.forEach(step -> stripe.put(step.object()));
        var events = new ArrayList<>(shuffled.stream().map(Step::event).toList());
        events.addAll(List.copyOf(events));
        Collections.shuffle(events, new Random(20261122));
        for (JsonObject event : events) {
            sendBesideOthers(event);
        }
        TestKernel.get(Future.all(sent));
        Eventually.await("all events are handled", Duration.ofMinutes(2), () -> {
            clock.advance(Duration.ofMillis(100)); // for what the queue puts off
            return events("waiting").isEmpty();
        });
        var plans = new HashSet<String>();
        for (int n = 0; n < USERS; n++) {
            String ended = state("a", n);
            assertEquals(ended, state("b", n));
            plans.add(customer("b-user-" + n).getString("plan"));
        }
        assertEquals(Set.of("free", "pro", "enterprise"), plans);
    }

    /** Several are under way at once, as Stripe has them. */
    private void sendBesideOthers(JsonObject event) throws Exception {
        underWay.acquire();
        String body = event.encode();
        var input = new JsonObject().put("body", body).put("signature", signature(body));
        sent.add(node.kernel()
                .bus()
                .call(Billing.WEBHOOK, input, Caller.ANONYMOUS)
                .onComplete(answered -> underWay.release()));
    }

    /** 20 users with 50 events each, the same for each prefix but for the ids. */
    private List<Step> history(String prefix) {
        var random = new Random(7);
        var steps = new ArrayList<Step>();
        long time = now();
        for (int n = 0; n < EVENTS; n++) {
            String user = prefix + "-user-" + n % USERS;
            String subscription = "sub_" + user + "_" + n / (EVENTS / 2);
            String status = List.of("active", "past_due", "canceled", "active").get(random.nextInt(4));
            String price = random.nextBoolean() ? PRO : ENTERPRISE;
            String id = "evt_" + prefix + "_" + n;
            if (n % 7 == 6) { // no divisor of the users, so that each has bills
                JsonObject invoice = invoice("in_" + user + "_" + n / (EVENTS / 10), user, subscription, "open");
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

    private String state(String prefix, int n) throws Exception {
        String user = prefix + "-user-" + n;
        String state = customer(user).encode()
                + call(Billing.INVOICES, user(user).put("limit", 200))
                        .getJsonArray("invoices")
                        .encode()
                + call(Keys.OF_USER, user(user)).encode();
        return state.replace(prefix + "-user", "user");
    }
}
