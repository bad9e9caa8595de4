/**
 * What a process counts and times. {@link ai.levqor.metrics.Metrics} holds it all and writes it for Prometheus;
 * {@link ai.levqor.metrics.Labels} bounds the values of labels that clients choose; {@link
 * ai.levqor.metrics.CallMeters} measures the operations, {@link ai.levqor.metrics.ProcessMeters} the JVM and the
 * database's connections.
 */
@NullMarked
package ai.levqor.metrics;

import org.jspecify.annotations.NullMarked;
