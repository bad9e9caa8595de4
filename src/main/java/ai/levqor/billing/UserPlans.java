package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.jobs.Jobs;
import ai.levqor.keys.Keys;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;

/** Gives a user the plan that the subscriptions say, and with it the user's keys. */
final class UserPlans {
    private static final int TRIES = 8;

    private final CustomerRepository customers;
    private final SubscriptionRepository subscriptions;
    private final Plans plans;
    private final Mails mails;
    private final BusClient bus;
    private final InstantSource clock;

    UserPlans(
            CustomerRepository customers,
            SubscriptionRepository subscriptions,
            Plans plans,
            Mails mails,
            BusClient bus,
            InstantSource clock) {
        this.customers = customers;
        this.subscriptions = subscriptions;
        this.plans = plans;
        this.mails = mails;
        this.bus = bus;
        this.clock = clock;
    }

    /** Brings plan, keys and mail up to date; a crash in between is made up for by the next call. */
    void settle(String userId) {
        Customer customer = customers.find(userId).orElseThrow();
        for (int i = 0; i < TRIES; i++) {
            String plan = plans.largest(subscriptions.ofUser(userId), clock.millis());
            if (plan.equals(customer.plan())) {
                break;
            }
            Customer changed = customers.change(customer, plan, clock.millis()).orElse(null);
            customer = changed == null ? customers.find(userId).orElseThrow() : changed;
        }
        if (customer.told() < customer.version()) {
            tell(customer);
        }
    }

    private void tell(Customer customer) {
        var change = new JsonObject()
                .put("user_id", customer.userId())
                .put("plan", customer.plan())
                .put("version", customer.version());
        await(bus.call(Keys.PLAN, change, Caller.SYSTEM));
        mails.planChanged(customer);
        customers.told(customer.userId(), customer.version());
    }

    /** Has the subscription looked at again when its grace is over. */
    void settleAt(long time, String subscriptionId) {
        var job = new JsonObject()
                .put("workflow", EventWorker.WORKFLOW)
                .put("payload", new JsonObject().put("subscription_id", subscriptionId))
                .put("run_at", Math.ceilDiv(time, 1000))
                .put("max_attempts", 24)
                .put("idempotency_key", "billing-grace-" + subscriptionId + "-" + time);
        await(bus.call(Jobs.SUBMIT, job, Caller.SYSTEM));
    }
}
