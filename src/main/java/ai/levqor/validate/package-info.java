/**
 * What {@code levqor validate} does: it calls every operation of a running server over HTTP and judges the answers by
 * the contract. {@link ai.levqor.validate.Validation} runs the {@link ai.levqor.validate.Step}s of the files
 * {@code validate/<actor>.yaml}; for an operation without steps there it makes one of the operation's schema that has no
 * effect. {@link ai.levqor.validate.Verdict} judges an answer, {@link ai.levqor.validate.Target} is the server.
 */
@NullMarked
package ai.levqor.validate;

import org.jspecify.annotations.NullMarked;
