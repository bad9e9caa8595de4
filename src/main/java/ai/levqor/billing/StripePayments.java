package ai.levqor.billing;

import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Payments by Stripe. */
final class StripePayments implements Payments {
    private final StripeApi api;
    private final String mode;

    StripePayments(StripeApi api, String secretKey) {
        this.api = api;
        this.mode = secretKey.contains("_test_") ? "test" : "live";
    }

    @Override
    public String createCustomer(String userId, String email) {
        var form = Map.of("email", email, "metadata[user_id]", userId);
        // The same for the same content: two calls at once make one customer.
        UUID key = UUID.nameUUIDFromBytes((userId + "\n" + email).getBytes(StandardCharsets.UTF_8));
        return api.post("/v1/customers", form, "levqor-customer-" + key).getString("id");
    }

    @Override
    public Session checkout(Checkout checkout, String customerId, String returnUrl) {
        var form = new LinkedHashMap<String, String>();
        form.put("mode", "subscription");
        form.put("customer", customerId);
        form.put("client_reference_id", checkout.userId());
        form.put("line_items[0][price]", checkout.priceId());
        form.put("line_items[0][quantity]", "1");
        form.put("success_url", returnUrl + "?checkout=paid");
        form.put("cancel_url", returnUrl + "?checkout=cancelled");
        form.put("metadata[user_id]", checkout.userId());
        form.put("subscription_data[metadata][user_id]", checkout.userId());
        JsonObject session = api.post("/v1/checkout/sessions", form, "levqor-checkout-" + checkout.key());
        return new Session(session.getString("id"), session.getString("url"));
    }

    @Override
    public String portal(String customerId, String returnUrl) {
        var form = Map.of("customer", customerId, "return_url", returnUrl);
        return api.post("/v1/billing_portal/sessions", form, "levqor-portal-" + UUID.randomUUID())
                .getString("url");
    }

    @Override
    public Optional<Subscription> subscription(String id) {
        return api.get("/v1/subscriptions/" + StripeApi.encoded(id)).map(Subscription::of);
    }

    @Override
    public Optional<Invoice> invoice(String id) {
        return api.get("/v1/invoices/" + StripeApi.encoded(id)).map(Invoice::of);
    }

    @Override
    public Optional<Long> unpaidSince(String subscriptionId) {
        String query = "?status=open&limit=20&subscription=" + StripeApi.encoded(subscriptionId);
        return api.get("/v1/invoices" + query).stream()
                .flatMap(list -> list.getJsonArray("data").stream())
                .map(invoice -> Invoice.of((JsonObject) invoice).createdAt())
                .min(Long::compare);
    }

    @Override
    public Optional<JsonObject> charge(String id) {
        return api.get("/v1/charges/" + StripeApi.encoded(id));
    }

    @Override
    public @Nullable String trouble() {
        try {
            api.get("/v1/prices?limit=1");
            return null;
        } catch (Failure failure) {
            // A restricted key may lack this right and still do the work.
            return status(failure) == 403 ? null : failure.getMessage();
        }
    }

    private static int status(Failure failure) {
        return failure.details().getInteger("provider_status", 0);
    }

    @Override
    public String mode() {
        return mode;
    }
}
