/**
 * How the verticles talk. An {@link ai.levqor.bus.Operation} is declared once; its {@link ai.levqor.bus.Receiver} is the
 * only place that registers consumers, its {@link ai.levqor.bus.BusClient} the only place that calls. What goes wrong
 * travels as one {@link ai.levqor.bus.Failure} whose {@link ai.levqor.bus.Code} also is the table of HTTP statuses.
 */
@NullMarked
package ai.levqor.bus;

import org.jspecify.annotations.NullMarked;
