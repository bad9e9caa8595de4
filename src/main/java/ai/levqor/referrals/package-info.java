/**
 * Referrals: where people came from; {@link ai.levqor.referrals.Referrals} are their operations. A person is an address,
 * since people come before they are users.
 *
 * <ul>
 *   <li>{@code ReferralService} stores a {@code Visit} once per person and source, and the person's attribution once.
 *   <li>{@code ReferralRepository} has the tables, {@code Referral} is a row.
 * </ul>
 */
@NullMarked
package ai.levqor.referrals;

import org.jspecify.annotations.NullMarked;
