package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.email.Email;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells users by mail what became of their plan and money, each thing once. */
final class Mails {
    private static final Logger LOG = LoggerFactory.getLogger(Mails.class);

    private final BusClient bus;

    Mails(BusClient bus) {
        this.bus = bus;
    }

    void planChanged(Customer customer) {
        boolean free = customer.plan().equals(Plans.FREE);
        send(
                customer,
                "plan-" + customer.userId() + "-" + customer.version(),
                "Your plan is " + customer.plan() + " now",
                free
                        ? "Your subscription has ended, or its payment failed for too long. Your plan is free now; your"
                                + " keys and data stay, with the limits of that plan."
                        : "Thank you. Your plan is " + customer.plan() + " now, and so is that of all your keys.");
    }

    void paid(Customer customer, Invoice invoice) {
        String amount = Invoice.money(invoice.amountPaid(), invoice.currency());
        send(
                customer,
                "paid-" + invoice.id(),
                "We received your payment",
                "We received " + amount + named(invoice) + "." + page(invoice));
    }

    void failed(Customer customer, Invoice invoice, @Nullable Long graceUntil) {
        String amount = Invoice.money(invoice.amountDue(), invoice.currency());
        String stays = graceUntil == null
                ? ""
                : " Your plan stays until " + day(graceUntil) + " (UTC); if it is not paid by then, it is free.";
        send(
                customer,
                "failed-" + invoice.id() + "-" + invoice.attempts(),
                "Your payment failed",
                "We could not collect " + amount + named(invoice) + "." + stays + page(invoice));
    }

    void refunded(Customer customer, String chargeId, long amount, String currency) {
        send(
                customer,
                "refunded-" + chargeId + "-" + amount,
                "Your refund",
                "We have given back " + Invoice.money(amount, currency) + " in all. It may take some days to arrive.");
    }

    private static LocalDate day(long millis) {
        return Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static String named(Invoice invoice) {
        return invoice.number() == null ? "" : " for invoice " + invoice.number();
    }

    private static String page(Invoice invoice) {
        return invoice.pageUrl() == null ? "" : "\n\n" + invoice.pageUrl();
    }

    /** The key lets the mails' actor send it once, however often the event is worked on. */
    private void send(Customer customer, String key, String subject, String text) {
        if (customer.email().isEmpty()) {
            return;
        }
        var mail = new JsonObject()
                .put("to", customer.email())
                .put("subject", subject)
                .put("text", text + "\n")
                .put("idempotency_key", "billing-" + key);
        try {
            await(bus.call(Email.SEND, mail, Caller.SYSTEM));
        } catch (Failure refused) {
            if (refused.code() == Code.INVALID_REQUEST || refused.code() == Code.IDEMPOTENCY_MISMATCH) {
                // Another attempt would be refused as well, and the plan does not depend on it.
                LOG.warn("no mail {} to the user: {}", key, refused.code().wire());
                return;
            }
            throw refused;
        }
    }
}
