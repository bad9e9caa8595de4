/**
 * Secrets, keys and the way out.
 *
 * <ul>
 *   <li>{@link ai.levqor.security.GuardedClient}: calls the addresses that users name, and none inside the network;
 *       {@code OutboundUrl}, {@code OutboundHeaders} and {@code AddressKind} are its rules, {@code OutboundCall} is
 *       one exchange, {@code OriginGate} bounds how many run at once.
 *   <li>{@link ai.levqor.security.CallbackSignature}: signs and verifies callbacks (Standard Webhooks 1.0).
 *   <li>{@link ai.levqor.security.MasterSecret}: the one secret that all other secrets are derived from.
 *   <li>{@link ai.levqor.security.ApiKeyAuthenticator}: who presents a key, and what they may do: by the configured
 *       keys of {@link ai.levqor.security.KeyRing} and the stored ones, which the actor {@code keys} has;
 *       {@link ai.levqor.security.ApiKey} is a key's form, {@link ai.levqor.security.KeyHash} what is kept of it.
 *   <li>{@link ai.levqor.security.SessionAuthenticator}: who is signed in by a session's token; the session's
 *       {@link ai.levqor.security.SessionKey} and {@link ai.levqor.security.SessionProofs} tell that its browser asks.
 * </ul>
 */
@NullMarked
package ai.levqor.security;

import org.jspecify.annotations.NullMarked;
