/**
 * How log lines leave the process: {@link ai.levqor.logging.Logs} puts the parts together, lines are text for people or
 * JSON for programs, and no thread that works ever waits for the output.
 */
@NullMarked
package ai.levqor.logging;

import org.jspecify.annotations.NullMarked;
