/**
 * The actor {@code ops}: what operators and their tools ask. {@link ai.levqor.ops.Ops} has the operations. {@code
 * NodeRecord} takes the heartbeats of all nodes and keeps them; {@code Uptime} is computed from them; {@code Gauges}
 * and {@code Measures} put figures of the whole service beside the metrics of the process.
 */
@NullMarked
package ai.levqor.ops;

import org.jspecify.annotations.NullMarked;
