/**
 * Tries definitions out: {@link ai.levqor.workflows.trial.Trial} runs one against {@link
 * ai.levqor.workflows.trial.Mocks}, recorded answers, in memory and in no time.
 */
@NullMarked
package ai.levqor.workflows.trial;

import org.jspecify.annotations.NullMarked;
