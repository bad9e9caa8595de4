/**
 * Users: profiles of people that clients keep; {@link ai.levqor.users.Users} are their operations. A user is not an
 * account, which is a person who signs in.
 *
 * <ul>
 *   <li>{@code UserService} upserts, finds, changes and lists the {@code User}s of {@code UserRepository}; {@code Given}
 *       is what a client gave of one, checked and in its stored form.
 *   <li>{@code PersonService} tells and deletes everything that is kept about one person; {@code Contributors} is the
 *       table of the other actors that it asks.
 *   <li>{@code UserStatistics} counts for the reports.
 * </ul>
 */
@NullMarked
package ai.levqor.users;

import org.jspecify.annotations.NullMarked;
