/**
 * Connectors: calls of other services' APIs, described by manifests ({@code connectors/*.yaml}, docs/connectors.md).
 * {@link ai.levqor.connectors.Connectors} are their operations.
 *
 * <ul>
 *   <li>{@code Library} has the {@code Manifest}s, which {@code ManifestReader} makes of files: {@code Action}s of
 *       {@code Step}s, in templates.
 *   <li>{@code ConnectorService} takes a call; {@code ConnectorCall} does its steps, pages and attempts; {@code
 *       Exchange} is one request ({@code Body}, {@code Mail}) and its answer; {@code ProviderError} the one form of all
 *       errors; {@code Guard} the limits and the circuit of one credential.
 *   <li>{@code Vault} has the stored credentials ({@code Keyset}, {@code VaultRepository}), each its {@code Holder}'s
 *       by the rules of {@code Ownership} ({@code CredentialsOfPerson} tells and forgets a person's); {@code Refresher} renews
 *       tokens at the {@code TokenEndpoint}; {@code ConnectFlow} connects accounts by OAuth.
 * </ul>
 */
@NullMarked
package ai.levqor.connectors;

import org.jspecify.annotations.NullMarked;
