/**
 * People who sign in; {@link ai.levqor.auth.Auth} are the operations. An account is a person with a {@code Role}; a user
 * is a profile that clients keep, and another matter.
 *
 * <ul>
 *   <li>{@code SignIn} makes links and codes ({@code LinkRepository}), sends them by {@code Mails}, whose links begin
 *       with the {@code PublicUrl}, and takes them back for a session; {@code Referrals} hands on where a person came from,
 *       {@code Profiles} that they are active.
 *   <li>{@code Later} sends the mails of sign-in when their work tells nobody for whom it is.
 *   <li>{@code SessionService} shows, binds and ends sessions ({@code SessionRepository}); {@code SessionLookup} tells the nodes
 *       whose a session is.
 *   <li>{@code AccountService} is what admins do with the {@code Account}s of {@code AccountRepository}.
 *   <li>{@code PersonService} tells and forgets what is kept here about one person.
 * </ul>
 *
 * <p>Cookies are the edge's matter: it turns a session's cookie into a caller with
 * {@code security.SessionAuthenticator}, which forgets what it remembers when {@link ai.levqor.auth.Auth#CHANGED} is
 * published.
 */
@NullMarked
package ai.levqor.auth;

import org.jspecify.annotations.NullMarked;
