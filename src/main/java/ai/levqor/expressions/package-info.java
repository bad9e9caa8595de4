/**
 * Expressions in definitions and manifests: jq within a budget. {@link ai.levqor.expressions.Template} is a value in which
 * any text may be an {@link ai.levqor.expressions.Expression}; {@code Budget} and {@code CountedTree} bound what one takes.
 */
@NullMarked
package ai.levqor.expressions;

import org.jspecify.annotations.NullMarked;
