/**
 * Writes that happen once per idempotency key. {@link ai.levqor.idempotency.StoredAnswers} runs an operation or replays
 * the {@link ai.levqor.idempotency.StoredAnswer} that {@link ai.levqor.idempotency.AnswerRepository} kept;
 * {@link ai.levqor.idempotency.Fingerprint} tells two requests apart.
 */
@NullMarked
package ai.levqor.idempotency;

import org.jspecify.annotations.NullMarked;
