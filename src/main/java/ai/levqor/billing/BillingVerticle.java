package ai.levqor.billing;

import ai.levqor.billing.Payments.Checkout;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Request;
import ai.levqor.config.BillingSettings;
import ai.levqor.config.HttpSettings;
import ai.levqor.config.LimitsSettings;
import ai.levqor.config.StripeSettings;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.people.Person;
import ai.levqor.people.PersonalData;
import ai.levqor.security.GuardedClient;
import ai.levqor.workers.Worker;
import ai.levqor.workers.Workers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans and payments. */
@SuppressWarnings("NullAway.Init") // open() makes the parts, on the verticle's context
public final class BillingVerticle extends Actor {
    private static final Logger LOG = LoggerFactory.getLogger(BillingVerticle.class);

    /** Events that one node takes from the queue; most of them wait for a look, few of which go on at once. */
    private static final int MAX_RUNNING = 512;

    /** Requests at once; Stripe takes 100 a second. */
    private static final int MAX_REQUESTS = 8;

    private static final int MAX_ANSWER = 4 * 1024 * 1024;
    private static final Duration SWEEP = Duration.ofSeconds(10);
    private static final Duration RETENTION_INTERVAL = Duration.ofHours(1);

    private final StripeSettings stripe;
    private final BillingSettings settings;
    private final CustomerRepository customers;
    private final SubscriptionRepository subscriptions;
    private final InvoiceRepository invoices;
    private final EventRepository eventRows;
    private @Nullable GuardedClient client;
    private @Nullable Worker worker;
    private EventService events;
    private long sweep;
    private long retention;

    /** The payments of this process. */
    public BillingVerticle(Kernel kernel) {
        super(kernel);
        stripe = kernel.settings().section("stripe", StripeSettings.class);
        settings = kernel.settings().section("billing", BillingSettings.class);
        customers = new CustomerRepository(kernel.database());
        subscriptions = new SubscriptionRepository(kernel.database());
        invoices = new InvoiceRepository(kernel.database());
        eventRows = new EventRepository(kernel.database());
    }

    @Override
    protected Future<?> open() {
        boolean standsIn = !stripe.configured()
                && settings.standIn()
                && !kernel.settings().core().production();
        Plans plans = standsIn ? Plans.standIn(settings) : Plans.of(settings);
        var objects = new StandInRepository(kernel.database());
        var standIn = new StandIn(objects, base() + "/_dev/billing/", kernel.clock());
        Payments payments = stripe.configured() ? stripe() : standsIn ? standIn : null;
        List<String> secrets = standsIn ? List.of(standInSecret()) : stripe.webhookSecret();
        var signature = new StripeSignature(secrets, kernel.clock());
        events = new EventService(vertx, eventRows, kernel.bus(), kernel.clock());
        var health = new Health(payments, kernel.clock());
        var billing = new BillingService(
                payments,
                plans,
                customers,
                subscriptions,
                invoices,
                kernel.settings().section("limits", LimitsSettings.class),
                returnUrl(),
                kernel.bus(),
                kernel.clock());

        on(Billing.CHECKOUT, BillingVerticle::checkout, billing::checkout);
        on(Billing.PORTAL, BillingVerticle::user, billing::portal);
        // What is not signed is refused before anything begins, so that strangers leave no record.
        on(Billing.WEBHOOK, request -> signed(request, payments, signature), events::receive);
        on(Billing.HEALTH, request -> request, none -> health.reply());
        on(Billing.PLANS, request -> request, none -> billing.plans());
        on(Billing.CUSTOMER, BillingVerticle::user, billing::customer);
        on(Billing.INVOICES, InvoiceList::of, billing::invoices);
        on(Billing.USAGE, BillingVerticle::user, billing::usage);
        on(Billing.EVENTS, EventFilter::of, events::list);
        on(Billing.REPLAY, request -> request.text("event_id"), events::replay);
        var payers = new PayerData(kernel.database());
        on(PersonalData.identify("billing"), Person::of, payers::identify);
        on(PersonalData.export("billing"), Person::of, payers::export);
        on(PersonalData.forget("billing"), Person::of, payers::forget);
        if (standsIn) {
            LOG.info("no payment provider is configured: a stand-in plays it, and no money moves");
            var pages = new StandInPages(standIn, objects, signature, kernel.bus(), kernel.clock());
            on(Billing.STAND_IN, request -> request.text("id"), pages::page);
            on(Billing.STAND_IN_ACT, request -> request, asked -> pages.act(asked.text("id"), asked.text("action")));
        }
        return payments == null ? Future.succeededFuture() : work(payments, plans);
    }

    private Future<?> work(Payments payments, Plans plans) {
        var mails = new Mails(kernel.bus());
        var userPlans = new UserPlans(customers, subscriptions, plans, mails, kernel.bus(), kernel.clock());
        var looked = new Subscriptions(payments, subscriptions, customers, userPlans, settings.grace(), kernel.clock());
        var bills = new Invoices(payments, invoices, subscriptions, customers, looked, mails);
        var handled = new EventWorker(vertx, eventRows, looked, bills, kernel.clock());
        sweep = vertx.setPeriodic(SWEEP.toMillis(), none -> sweep());
        retention = vertx.setPeriodic(RETENTION_INTERVAL.toMillis(), none -> deleteOld());
        return Workers.serve(
                        vertx, EventWorker.WORKFLOW, MAX_RUNNING, task -> Future.succeededFuture(handled.run(task)))
                .onSuccess(serving -> worker = serving);
    }

    private void sweep() {
        try {
            // What came just now is being queued by whoever took it.
            events.queueWaiting(kernel.clock().millis() - SWEEP.toMillis());
        } catch (Failure later) {
            LOG.warn("events of Stripe wait to be queued: {}", later.getMessage());
        }
    }

    private void deleteOld() {
        eventRows
                .delete(kernel.clock().millis() - settings.eventRetention().toMillis())
                .onFailure(cause -> LOG.warn("old events of Stripe cannot be deleted: {}", cause.toString()));
    }

    private Payments stripe() {
        // The operator names the address, so it may lie inside the network.
        var bounds = GuardedClient.Policy.strict();
        client = new GuardedClient(
                vertx,
                new GuardedClient.Policy(
                        true, true, bounds.connectTimeout(), stripe.timeout(), MAX_ANSWER, MAX_REQUESTS, 1024));
        return new StripePayments(new StripeApi(vertx, client, stripe), stripe.secretKey());
    }

    private static String user(Request request) {
        return request.text("user_id");
    }

    private static Checkout checkout(Request request) {
        return new Checkout(
                request.text("price_id"),
                request.text("email"),
                request.text("user_id"),
                UUID.randomUUID().toString());
    }

    private static String signed(Request request, @Nullable Payments payments, StripeSignature signature) {
        BillingService.configured(payments);
        String body = request.text("body");
        signature.verify(body, request.text("signature"));
        return body;
    }

    private String standInSecret() {
        return "whsec_" + HexFormat.of().formatHex(kernel.secret().derive("billing/stand-in", 32));
    }

    private String returnUrl() {
        return settings.returnUrl().isEmpty() ? base() + "/dashboard/" : settings.returnUrl();
    }

    /** This server as the browser on the same machine reaches it. */
    private String base() {
        HttpSettings http = kernel.settings().section("http", HttpSettings.class);
        return "http://" + http.host() + ":" + http.port();
    }

    @Override
    protected Future<?> close() {
        vertx.cancelTimer(sweep);
        vertx.cancelTimer(retention);
        long grace = kernel.settings().core().shutdownTimeout().toMillis() / 16;
        Future<?> stopped =
                worker == null ? Future.succeededFuture() : Future.any(worker.stop(), vertx.timer(Math.max(1, grace)));
        return stopped.eventually(() -> client == null ? Future.succeededFuture() : client.close());
    }
}
