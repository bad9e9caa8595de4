/**
 * What all actors that keep data of people share.
 *
 * <ul>
 *   <li>{@link ai.levqor.people.EmailAddress} is an address in the one form in which it is stored and compared.
 *   <li>{@link ai.levqor.people.PersonalData} declares how an actor tells, and forgets, what it keeps about a {@link
 *       ai.levqor.people.Person}.
 *   <li>{@link ai.levqor.people.MergePatch} merges JSON (RFC 7396).
 * </ul>
 */
@NullMarked
package ai.levqor.people;

import org.jspecify.annotations.NullMarked;
