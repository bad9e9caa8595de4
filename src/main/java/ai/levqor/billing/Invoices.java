package ai.levqor.billing;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the invoices as Stripe has them, and tells the user what was paid, was not, or was given back. */
final class Invoices {
    private static final int TRIES = 8;
    private static final int LOOKS = 4;
    private static final String PAID = "paid";
    private static final String OPEN = "open";

    private final Payments payments;
    private final InvoiceRepository repository;
    private final SubscriptionRepository standings;
    private final CustomerRepository customers;
    private final Subscriptions subscriptions;
    private final Mails mails;
    private final Looks<Optional<Invoice>> looks = new Looks<>(LOOKS, (id, at) -> look(id));

    Invoices(
            Payments payments,
            InvoiceRepository repository,
            SubscriptionRepository standings,
            CustomerRepository customers,
            Subscriptions subscriptions,
            Mails mails) {
        this.payments = payments;
        this.repository = repository;
        this.standings = standings;
        this.customers = customers;
        this.subscriptions = subscriptions;
        this.mails = mails;
    }

    /** Something happened to an invoice; null, or why there was nothing to do. */
    @Nullable
    String refresh(String id, long at) {
        return stored(id, at).isEmpty() ? Subscriptions.NOT_THERE : null;
    }

    /** An invoice was paid; the mail is sent unless that is no longer so. */
    @Nullable
    String paid(String id, long at) {
        Optional<Invoice> invoice = stored(id, at);
        invoice.filter(now -> now.status().equals(PAID) && now.amountPaid() > 0)
                .ifPresent(now -> customer(now.customerId()).ifPresent(customer -> mails.paid(customer, now)));
        return invoice.isEmpty() ? Subscriptions.NOT_THERE : null;
    }

    /** An invoice could not be paid; the mail is sent unless it was meanwhile. */
    @Nullable
    String failed(String id, long at) {
        Optional<Invoice> invoice = stored(id, at);
        invoice.filter(now -> now.status().equals(OPEN))
                .ifPresent(now -> customer(now.customerId())
                        .ifPresent(customer -> mails.failed(customer, now, graceUntil(now.subscriptionId()))));
        return invoice.isEmpty() ? Subscriptions.NOT_THERE : null;
    }

    /** Money was given back. The plan stays: who ends it ends the subscription. */
    @Nullable
    String refunded(String chargeId) {
        Optional<JsonObject> found = payments.charge(chargeId);
        if (found.isEmpty()) {
            return Subscriptions.NOT_THERE;
        }
        JsonObject charge = found.get();
        long refunded = charge.getLong("amount_refunded", 0L);
        String invoice = charge.getString("invoice");
        if (invoice != null) {
            stored(invoice, 0);
            repository.refund(invoice, refunded);
        }
        String customer = charge.getString("customer");
        if (customer != null && refunded > 0) {
            customer(customer)
                    .ifPresent(who -> mails.refunded(who, chargeId, refunded, charge.getString("currency", "usd")));
        }
        return null;
    }

    private Optional<Invoice> stored(String id, long at) {
        Optional<Invoice> found = looks.of(id, at);
        found.map(Invoice::subscriptionId).ifPresent(subscription -> subscriptions.refresh(subscription, at));
        return found;
    }

    private Optional<Invoice> look(String id) {
        for (int i = 0; i < TRIES; i++) {
            long version = repository.version(id);
            Optional<Invoice> found = payments.invoice(id);
            if (found.isEmpty() || repository.save(found.get(), version)) {
                return found;
            }
        }
        throw new Failure(Code.UNAVAILABLE, "The invoice changes too fast; retry.");
    }

    private @Nullable Long graceUntil(@Nullable String subscriptionId) {
        return subscriptionId == null
                ? null
                : standings.find(subscriptionId).map(Standing::graceUntil).orElse(null);
    }

    private Optional<Customer> customer(String customerId) {
        return customers
                .findCustomer(customerId)
                .or(() -> standings.ofCustomer(customerId).stream()
                        .flatMap(standing -> Optional.ofNullable(standing.userId()).stream())
                        .findFirst()
                        .flatMap(customers::find));
    }
}
