/**
 * Plans and payments; {@link ai.levqor.billing.Billing} are the operations. A user is an id that the caller names: no
 * table of another actor is read.
 *
 * <ul>
 *   <li>{@code BillingService} answers clients; {@code Plans} knows which price is for which plan.
 *   <li>{@code Payments} is the provider: {@code StripePayments} by {@code StripeApi}, or in development the
 *       {@code StandIn} with its {@code StandInPages}.
 *   <li>{@code StripeSignature} checks what comes to the webhook; {@code EventService} stores each {@code Event} once and
 *       queues a job for it, which {@code EventWorker} does.
 *   <li>The order of events does not count: {@code Subscriptions} and {@code Invoices} look up what an event is about as
 *       it is now; those that wait for the same share a look ({@code Looks}). {@code UserPlans} gives the user, and by {@code keys.plan} the user's keys, the plan that follows;
 *       {@code Mails} tells.
 *   <li>{@code CustomerRepository}, {@code SubscriptionRepository}, {@code InvoiceRepository}, {@code EventRepository}: a
 *       table each, with the records {@code Customer}, {@code Standing}, {@code Invoice}, {@code Event}.
 *   <li>{@code PayerData} tells and forgets what is kept about one person.
 * </ul>
 */
@NullMarked
package ai.levqor.billing;

import org.jspecify.annotations.NullMarked;
