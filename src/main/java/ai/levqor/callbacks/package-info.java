/**
 * Signed callbacks about ended jobs, after Standard Webhooks 1.0; {@link ai.levqor.callbacks.Callbacks} are its
 * operations.
 *
 * <ul>
 *   <li>A job that ends writes its delivery in its own transaction: the table is an outbox.
 *   <li>{@code Deliverer} claims what is due ({@code DeliveryRepository}) as far as there is room ({@code InFlight}),
 *       {@code Sender} makes the {@code Attempt}, {@code RetrySchedule} says when the next one is due, and
 *       {@code Settlements} store what came of it, the {@code Endpoint}'s health included.
 *   <li>{@code CallbackService} and {@code SecretService} answer clients.
 * </ul>
 */
@NullMarked
package ai.levqor.callbacks;

import org.jspecify.annotations.NullMarked;
