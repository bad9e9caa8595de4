/**
 * What {@code levqor bench} measures, on a node of its own over a database of its own. Each
 * {@link ai.levqor.bench.Scenario} prints one JSON line.
 */
@NullMarked
package ai.levqor.bench;

import org.jspecify.annotations.NullMarked;
