/** Levqor, an automation backend in one jar; {@link ai.levqor.Main} is its only entry point. */
@NullMarked
package ai.levqor;

import org.jspecify.annotations.NullMarked;
