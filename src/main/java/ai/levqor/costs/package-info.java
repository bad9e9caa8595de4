/**
 * What things cost, and that nobody spends more than is allowed. {@link ai.levqor.costs.Prices} say what a call costs;
 * the {@link ai.levqor.costs.Meter} reserves before a call and settles after it, many calls in one transaction;
 * {@code Reserving} and {@code Settling} are those transactions, {@code Postings} what they write;
 * {@link ai.levqor.costs.SpentBudgets} is what the intake asks. Money is whole micros: millionths of a US dollar.
 */
@NullMarked
package ai.levqor.costs;

import org.jspecify.annotations.NullMarked;
