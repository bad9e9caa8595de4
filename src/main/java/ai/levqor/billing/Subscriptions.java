package ai.levqor.billing;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the subscriptions as Stripe has them, whatever the order in which its events come: an event only says that there
 * is something to look up, and an answer is stored only if no other was stored since it was asked for.
 */
final class Subscriptions {
    static final String NOT_THERE = "Stripe has no such object";
    private static final int TRIES = 8;
    private static final int LOOKS = 4;

    private final Payments payments;
    private final SubscriptionRepository repository;
    private final CustomerRepository customers;
    private final UserPlans plans;
    private final Duration grace;
    private final InstantSource clock;
    private final Looks<Optional<String>> looks = new Looks<>(LOOKS, this::store);

    Subscriptions(
            Payments payments,
            SubscriptionRepository repository,
            CustomerRepository customers,
            UserPlans plans,
            Duration grace,
            InstantSource clock) {
        this.payments = payments;
        this.repository = repository;
        this.customers = customers;
        this.plans = plans;
        this.grace = grace;
        this.clock = clock;
    }

    /** A checkout was paid: its customer is our user from now on. */
    @Nullable
    String bought(JsonObject session, long at) {
        String user = session.getString("client_reference_id");
        String customer = session.getString("customer");
        String subscription = session.getString("subscription");
        if (subscription == null || customer == null) {
            return "the checkout is not about a subscription";
        }
        if (user != null) {
            String email = StripeObject.text(StripeObject.part(session, "customer_details"), "email");
            customers.ensure(user, email, clock.millis());
            customers.link(user, customer, clock.millis());
        }
        return refresh(subscription, at);
    }

    /** Something happened to a subscription at {@code at}; null, or why there was nothing to do. */
    @Nullable
    String refresh(String id, long at) {
        Standing known = repository.find(id).orElse(null);
        if (known != null && known.seen() > at && known.userId() != null) {
            // What was looked up for a later event is at least as new; only the plan may still wait.
            plans.settle(known.userId());
            return null;
        }
        return looks.of(id, at).orElse(null);
    }

    /** Looks a subscription up although no event came: a grace period has ended. */
    void look(String id) {
        looks.of(id, 0L);
    }

    /** Empty, or why there was nothing to do. */
    private Optional<String> store(String id, long at) {
        for (int i = 0; i < TRIES; i++) {
            Standing known = repository.find(id).orElse(null);
            Optional<Subscription> found = payments.subscription(id);
            if (found.isEmpty()) {
                return Optional.of(NOT_THERE);
            }
            Subscription now = found.get();
            String user = user(now, known);
            Long until = graceUntil(now);
            long seen = known == null ? at : Math.max(known.seen(), at);
            if (repository.save(now, user, until, seen, known)) {
                if (user == null) {
                    return Optional.of("the subscription belongs to no user of this service");
                }
                if (until != null && until > clock.millis()) {
                    plans.settleAt(until, id);
                }
                plans.settle(user);
                return Optional.empty();
            }
        }
        throw new Failure(Code.UNAVAILABLE, "The subscription changes too fast; retry.");
    }

    private @Nullable String user(Subscription now, @Nullable Standing known) {
        String noted = now.userId();
        if (noted != null) {
            if (customers.find(noted).map(Customer::customerId).isEmpty()) {
                customers.ensure(noted, "", clock.millis());
                customers.link(noted, now.customerId(), clock.millis());
            }
            return noted;
        }
        return customers
                .findCustomer(now.customerId())
                .map(Customer::userId)
                .orElse(known == null ? null : known.userId());
    }

    /** From the first bill that is unpaid, so that neither the order of the events nor further bills lengthen it. */
    private @Nullable Long graceUntil(Subscription now) {
        if (!now.unpaid()) {
            return null;
        }
        long since = payments.unpaidSince(now.id()).orElse(now.createdAt());
        return since + grace.toMillis();
    }
}
