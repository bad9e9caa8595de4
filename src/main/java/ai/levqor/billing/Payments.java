package ai.levqor.billing;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The payment provider. Every method blocks a virtual thread of Vert.x and throws a {@link ai.levqor.bus.Failure}:
 * {@code provider_refused} where the call is at fault, {@code provider_failed} where another attempt may succeed.
 */
interface Payments {
    /** Makes a customer for the user, once for the same user and e-mail, and answers its id. */
    String createCustomer(String userId, String email);

    /** Begins a payment. */
    Session checkout(Checkout checkout, String customerId, String returnUrl);

    /** The address of the page on which the customer changes the card, or ends the subscription. */
    String portal(String customerId, String returnUrl);

    /** The subscription as it is now; empty when there is none of this id. */
    Optional<Subscription> subscription(String id);

    /** The invoice as it is now. */
    Optional<Invoice> invoice(String id);

    /** When the oldest unpaid invoice of a subscription was made, epoch milliseconds. */
    Optional<Long> unpaidSince(String subscriptionId);

    /** The charge as it is now, <a href="https://docs.stripe.com/api/charges/object">as Stripe writes it</a>. */
    Optional<JsonObject> charge(String id);

    /** Why it cannot be used right now; null when it answers. */
    @Nullable
    String trouble();

    /** live, test or stand_in. */
    String mode();

    /** A payment that was begun: its id, and the page where it goes on. */
    record Session(String id, String url) {}

    /** What is to be paid, and by whom; {@code key} is the same when it is tried again. */
    record Checkout(String priceId, String email, String userId, String key) {}
}
