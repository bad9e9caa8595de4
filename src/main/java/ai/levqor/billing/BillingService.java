package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.billing.Payments.Checkout;
import ai.levqor.billing.Payments.Session;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import ai.levqor.config.LimitsSettings;
import ai.levqor.keys.Keys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients ask about plans and payments. */
final class BillingService {
    private final @Nullable Payments payments;
    private final Plans plans;
    private final CustomerRepository customers;
    private final SubscriptionRepository subscriptions;
    private final InvoiceRepository invoices;
    private final LimitsSettings limits;
    private final String returnUrl;
    private final BusClient bus;
    private final InstantSource clock;

    /**
     * @param payments null where none is configured
     * @param returnUrl where people return from the provider's pages
     */
    BillingService(
            @Nullable Payments payments,
            Plans plans,
            CustomerRepository customers,
            SubscriptionRepository subscriptions,
            InvoiceRepository invoices,
            LimitsSettings limits,
            String returnUrl,
            BusClient bus,
            InstantSource clock) {
        this.payments = payments;
        this.plans = plans;
        this.customers = customers;
        this.subscriptions = subscriptions;
        this.invoices = invoices;
        this.limits = limits;
        this.returnUrl = returnUrl;
        this.bus = bus;
        this.clock = clock;
    }

    private Payments configured() {
        return configured(payments);
    }

    static Payments configured(@Nullable Payments payments) {
        if (payments == null) {
            throw new Failure(
                    Code.BILLING_NOT_CONFIGURED,
                    "Payments are not configured: set LEVQOR_STRIPE_SECRET_KEY and LEVQOR_STRIPE_WEBHOOK_SECRET.");
        }
        return payments;
    }

    Reply checkout(Checkout asked) {
        Payments provider = configured();
        if (!plans.has(asked.priceId())) {
            throw Failure.invalid("price_id", "is the price of no plan; GET /billing/plans lists them");
        }
        Customer customer = customers.put(asked.userId(), asked.email(), clock.millis());
        if (subscriptions.ofUser(asked.userId()).stream().anyMatch(Standing::goesOn)) {
            throw new Failure(
                    Code.CONFLICT,
                    "The user has a subscription; it is changed on the page of POST /billing/create-portal-session.");
        }
        Session session = provider.checkout(asked, customerId(provider, customer), returnUrl);
        return () -> new JsonObject().put("sessionId", session.id()).put("url", session.url());
    }

    private String customerId(Payments provider, Customer customer) {
        if (customer.customerId() != null) {
            return customer.customerId();
        }
        String made = provider.createCustomer(customer.userId(), customer.email());
        customers.link(customer.userId(), made, clock.millis());
        // Somebody may have linked another one meanwhile; both calls go on with the one that is kept.
        String kept = user(customer.userId()).customerId();
        return kept == null ? made : kept;
    }

    Reply portal(String userId) {
        Payments provider = configured();
        String customerId = user(userId).customerId();
        if (customerId == null) {
            throw Failure.notFound("user_id", userId);
        }
        String url = provider.portal(customerId, returnUrl);
        return () -> new JsonObject().put("url", url);
    }

    private Customer user(String userId) {
        return customers.find(userId).orElseThrow(() -> Failure.notFound("user_id", userId));
    }

    Reply customer(String userId) {
        Customer customer = user(userId);
        var list = new JsonArray(subscriptions.ofUser(userId).stream()
                .map(standing -> standing.json(plans.of(standing.priceId())))
                .toList());
        return () -> new JsonObject()
                .put("user_id", userId)
                .put("email", customer.email())
                .put("plan", customer.plan())
                .put("customer_id", customer.customerId())
                .put("subscriptions", list);
    }

    Reply invoices(InvoiceList asked) {
        Page page = asked.page();
        List<Invoice> found =
                invoices.list(asked.userId(), asked.at().time(), asked.at().id(), page.fetch());
        if (found.isEmpty()) {
            user(asked.userId()); // who has no invoice may be nobody
        }
        return page.reply(
                "invoices", found, Invoice::json, invoice -> new Position(invoice.createdAt(), invoice.id()).cursor());
    }

    /** Also of users who never paid: they have the plan free. */
    Reply usage(String userId) {
        String plan = customers.find(userId).map(Customer::plan).orElse(Plans.FREE);
        JsonObject keys = await(bus.call(Keys.OF_USER, new JsonObject().put("user_id", userId), Caller.SYSTEM));
        return () -> new JsonObject()
                .put("user_id", userId)
                .put("plan", plan)
                .put("keys", amount(keys.getInteger("keys"), keys.getInteger("allowed")))
                .put("requests_per_minute", limits.ofPlan(plan));
    }

    private static JsonObject amount(int used, int allowed) {
        return new JsonObject().put("used", used).put("allowed", allowed);
    }

    Reply plans() {
        var list = new JsonArray();
        plans.prices()
                .forEach((plan, prices) -> list.add(new JsonObject()
                        .put("plan", plan)
                        .put("price_ids", new JsonArray(prices))
                        .put("requests_per_minute", limits.ofPlan(plan))));
        return () -> new JsonObject().put("plans", list);
    }
}
