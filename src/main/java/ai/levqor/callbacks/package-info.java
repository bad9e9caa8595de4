/** Signed callbacks about ended jobs; {@link ai.levqor.callbacks.Callbacks} are its operations. */
@NullMarked
package ai.levqor.callbacks;

import org.jspecify.annotations.NullMarked;
