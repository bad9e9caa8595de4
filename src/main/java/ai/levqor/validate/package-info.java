/**
 * What {@code levqor validate} does: it calls every operation of a running server over HTTP and judges the answers by
 * the contract and by what they must say. {@link ai.levqor.validate.Validation} asks the {@link
 * ai.levqor.validate.Probes} and lets a {@link ai.levqor.validate.Walk} take the {@link ai.levqor.validate.Step}s of the
 * files {@code validate/first.yaml}, {@code validate/<actor>.yaml} and {@code validate/last.yaml}. {@link
 * ai.levqor.validate.Verdict} judges an answer, {@link ai.levqor.validate.Target} is the server.
 */
@NullMarked
package ai.levqor.validate;

import org.jspecify.annotations.NullMarked;
