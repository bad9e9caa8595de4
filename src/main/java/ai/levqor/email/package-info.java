/**
 * Mails: queued durably, sent at least once; {@link ai.levqor.email.Email} are the operations.
 *
 * <ul>
 *   <li>{@code EmailService} answers clients. A {@code NewEmail} is what was asked for, checked; {@code EmailIntake}
 *       stores it and counts it against the {@code Plan} in one transaction, so that the limits hold over all nodes.
 *   <li>{@code Courier} takes what is due ({@code QueueRepository}), hands it to the {@code Transport} and stores the
 *       {@code Outcome}; {@code Backoff} says when the next attempt is due.
 *   <li>Transports: {@code SmtpTransport}, {@code ResendTransport}, and {@code Transport.OUTBOX} where neither is configured.
 *   <li>{@code EmailRepository} reads, {@code Retention} deletes, {@code MailsOfPerson} tells and forgets those of one
 *       person. The content of a {@code sensitive} mail is shown to nobody, and erased when the mail came to an end.
 * </ul>
 *
 * Other actors send mail by {@link ai.levqor.email.Email#SEND} as {@link ai.levqor.bus.Caller#SYSTEM}, who has no plan
 * and no limit.
 */
@NullMarked
package ai.levqor.email;

import org.jspecify.annotations.NullMarked;
