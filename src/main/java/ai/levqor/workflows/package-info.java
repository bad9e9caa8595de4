/** Durable workflows. */
@NullMarked
package ai.levqor.workflows;

import org.jspecify.annotations.NullMarked;
