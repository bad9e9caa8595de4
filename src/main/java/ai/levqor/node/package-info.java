/**
 * One process of Levqor. A {@link ai.levqor.node.Node} opens the {@link ai.levqor.node.Kernel}, deploys what the
 * descriptors in {@code verticles/} name, and stops in order.
 */
@NullMarked
package ai.levqor.node;

import org.jspecify.annotations.NullMarked;
