package ai.levqor.billing;

import ai.levqor.sql.Uuid7;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Plays the payment provider in development, so that the whole way from a payment to a plan can be tried without an
 * account: no money moves. Its objects have Stripe's form, its ids say what they are.
 */
final class StandIn implements Payments {
    static final String MODE = "stand_in";
    static final String CUSTOMER = "customer";
    static final String SESSION = "session";
    static final String PORTAL = "portal";
    static final String SUBSCRIPTION = "subscription";
    static final String INVOICE = "invoice";
    static final String CHARGE = "charge";

    private final StandInRepository objects;
    private final String pages;
    private final Uuid7 ids;

    /** {@code pages} is where its pages are, before their id. */
    StandIn(StandInRepository objects, String pages, InstantSource clock) {
        this.objects = objects;
        this.pages = pages;
        this.ids = new Uuid7(clock);
    }

    /** A new id, such as {@code sub_standin_…}. */
    String id(String prefix) {
        return prefix + "_standin_" + ids.next().toString().replace("-", "");
    }

    @Override
    public String createCustomer(String userId, String email) {
        var customer = new JsonObject().put("id", id("cus")).put("email", email).put("user_id", userId);
        objects.put(CUSTOMER, customer);
        return customer.getString("id");
    }

    @Override
    public Session checkout(Checkout checkout, String customerId, String returnUrl) {
        var session = new JsonObject()
                .put("id", id("cs_test"))
                .put("customer", customerId)
                .put("client_reference_id", checkout.userId())
                .put("customer_details", new JsonObject().put("email", checkout.email()))
                .put("price", checkout.priceId())
                .put("status", "open")
                .put("return_url", returnUrl);
        objects.put(SESSION, session);
        return new Session(session.getString("id"), pages + session.getString("id"));
    }

    @Override
    public String portal(String customerId, String returnUrl) {
        var portal = new JsonObject().put("id", id("bps")).put("customer", customerId).put("return_url", returnUrl);
        objects.put(PORTAL, portal);
        return pages + portal.getString("id");
    }

    @Override
    public Optional<Subscription> subscription(String id) {
        return objects.get(SUBSCRIPTION, id).map(Subscription::of);
    }

    @Override
    public Optional<Invoice> invoice(String id) {
        return objects.get(INVOICE, id).map(Invoice::of);
    }

    @Override
    public Optional<Long> unpaidSince(String subscriptionId) {
        return objects.of(INVOICE, "subscription", subscriptionId).stream()
                .filter(invoice -> invoice.getString("status").equals("open"))
                .map(invoice -> invoice.getLong("created") * 1000)
                .findFirst();
    }

    @Override
    public Optional<JsonObject> charge(String id) {
        return objects.get(CHARGE, id);
    }

    @Override
    public @Nullable String trouble() {
        return null;
    }

    @Override
    public String mode() {
        return MODE;
    }
}
