package ai.levqor.billing;

import static ai.levqor.bus.Code.BILLING_NOT_CONFIGURED;
import static ai.levqor.bus.Code.NOT_FOUND;
import static ai.levqor.bus.Code.PROVIDER_FAILED;
import static ai.levqor.bus.Code.PROVIDER_REFUSED;
import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of plans and payments. A user is an id of the caller's. */
public final class Billing {
    /** Begins a payment; the user goes on at the page that the answer names. */
    public static final Operation CHECKOUT = command("billing.checkout", "Begin the payment of a plan")
            .post("/billing/create-checkout-session")
            .request("billing/checkout")
            .reply(200, "billing/session")
            .subject("user_id")
            .requires("billing:write")
            .fails(BILLING_NOT_CONFIGURED, PROVIDER_REFUSED, PROVIDER_FAILED);

    /** Opens the page on which a user changes the card, or ends the subscription. */
    public static final Operation PORTAL = command("billing.portal", "Open the page of a user's payments")
            .post("/billing/create-portal-session")
            .request("billing/user")
            .reply(200, "billing/portal")
            .subject("user_id")
            .requires("billing:write")
            .fails(NOT_FOUND, BILLING_NOT_CONFIGURED, PROVIDER_REFUSED, PROVIDER_FAILED);

    /** Takes an event of Stripe: stored when the answer comes, worked on by a job. */
    public static final Operation WEBHOOK = command("billing.webhook", "Take an event of Stripe")
            .post("/billing/webhook")
            .signedBy("Stripe-Signature")
            .request("billing/webhook")
            .reply(200, "billing/received")
            .fails(BILLING_NOT_CONFIGURED);

    /** Whether payments can be taken. */
    public static final Operation HEALTH = query(
                    "billing.health", "Tell whether billing is configured and Stripe reachable")
            .get("/billing/health")
            .request("billing/none")
            .reply(200, "billing/health")
            .fails();

    /** The plans with their prices and limits. */
    public static final Operation PLANS = query("billing.plans", "List the plans with their prices and limits")
            .get("/billing/plans")
            .request("billing/none")
            .reply(200, "billing/plans")
            .fails();

    /** A user's plan and subscriptions. */
    public static final Operation CUSTOMER = query("billing.customer", "Get a user's plan and subscriptions")
            .get("/billing/customers/{user_id}")
            .request("billing/user")
            .reply(200, "billing/customer")
            .requires("billing:read")
            .fails(NOT_FOUND);

    /** A user's invoices, newest first. */
    public static final Operation INVOICES = query("billing.invoices", "List a user's invoices, newest first")
            .get("/billing/customers/{user_id}/invoices")
            .request("billing/invoices")
            .reply(200, "billing/invoice-page")
            .requires("billing:read")
            .fails(NOT_FOUND);

    /** What a user has and may have. */
    public static final Operation USAGE = query("billing.usage", "Get a user's usage and limits")
            .get("/billing/customers/{user_id}/usage")
            .request("billing/user")
            .reply(200, "billing/usage")
            .requires("billing:read")
            .fails();

    /** The events of Stripe, newest first. */
    public static final Operation EVENTS = query("billing.events", "List the events of Stripe, newest first")
            .get("/billing/events")
            .request("billing/events")
            .reply(200, "billing/event-page")
            .requires("billing:admin")
            .fails();

    /** Works on an event once more. */
    public static final Operation REPLAY = command("billing.replay", "Work on an event of Stripe once more")
            .post("/billing/events/{event_id}/replay")
            .request("billing/event-id")
            .reply(202, "billing/event")
            .requires("billing:admin")
            .fails(NOT_FOUND);

    /** What a page of the stand-in shows. For the edge in development: it has no route and is in no document. */
    public static final Operation STAND_IN = query("billing.stand_in", "Show a page of the stand-in")
            .request("billing/stand-in")
            .reply(200, "billing/stand-in-page")
            .requires("*")
            .fails(NOT_FOUND);

    /** What somebody did on a page of the stand-in. For the edge in development, as {@link #STAND_IN}. */
    public static final Operation STAND_IN_ACT = command("billing.stand_in_act", "Act on a page of the stand-in")
            .request("billing/stand-in-act")
            .reply(200, "billing/portal")
            .subject("id")
            .requires("*")
            .fails(NOT_FOUND);

    /** All that clients may call, for the routes and the documents. */
    public static final List<Operation> OPERATIONS =
            List.of(CHECKOUT, PORTAL, WEBHOOK, HEALTH, PLANS, CUSTOMER, INVOICES, USAGE, EVENTS, REPLAY);

    private Billing() {}
}
