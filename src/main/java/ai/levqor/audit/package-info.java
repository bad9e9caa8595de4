/**
 * The actor {@code audit}: shows and checks the trail of every call that writes. Receivers record the trail themselves,
 * through {@code ledger}; {@link ai.levqor.audit.Audit} has the operations.
 */
@NullMarked
package ai.levqor.audit;

import org.jspecify.annotations.NullMarked;
