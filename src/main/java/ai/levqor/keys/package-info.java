/**
 * The API keys that are stored; {@link ai.levqor.keys.Keys} are their operations. Those of the configuration need no
 * database and are in {@code security}.
 *
 * <ul>
 *   <li>{@code KeyService} makes ({@code NewKey}, {@code Scopes}), rotates, revokes and lists the {@code StoredKey}s of
 *       {@code KeyRepository}.
 *   <li>{@code KeyLookup} tells the nodes who has a key; {@code LastUse} writes down, now and then, that it was asked.
 *   <li>{@code UserKeys}: a key may belong to a user, by the id that the caller names; its plan is then that user's.
 *   <li>{@code KeysOfPerson} tells and forgets the keys of one person.
 * </ul>
 *
 * <p>Who presents a key is found out by {@code security.ApiKeyAuthenticator}, on whichever node a request arrives. It
 * remembers answers for seconds, and forgets them all when {@link ai.levqor.keys.Keys#CHANGED} is published.
 */
@NullMarked
package ai.levqor.keys;

import org.jspecify.annotations.NullMarked;
