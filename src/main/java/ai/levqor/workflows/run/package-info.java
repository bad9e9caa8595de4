/**
 * Runs definitions. {@link ai.levqor.workflows.run.Interpreter} walks a definition from its start at every attempt; what
 * the {@link ai.levqor.workflows.run.Journal} says is done is not done again, so that a run goes on where it was
 * interrupted. {@link ai.levqor.workflows.run.Effects} is all that it does to the outside.
 */
@NullMarked
package ai.levqor.workflows.run;

import org.jspecify.annotations.NullMarked;
