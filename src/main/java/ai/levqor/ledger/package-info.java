/**
 * The audit trail as it is stored: {@link ai.levqor.ledger.Ledger} takes what receivers record, {@link
 * ai.levqor.ledger.Chain} makes each row depend on the one before, {@link ai.levqor.ledger.LedgerRepository} has the SQL,
 * {@link ai.levqor.ledger.Verification} finds the first row that is not as it was written. The operations on it are
 * those of the actor {@code audit}.
 */
@NullMarked
package ai.levqor.ledger;

import org.jspecify.annotations.NullMarked;
