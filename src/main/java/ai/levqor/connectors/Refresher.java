package ai.levqor.connectors;

import ai.levqor.connectors.Manifest.OAuth;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** Gets new access tokens for old ones (RFC 6749, 6), and keeps those of stored credentials. */
final class Refresher {
    private static final long EARLY_S = 30;

    private final TokenEndpoint tokens;
    private final Vault vault;
    private final InstantSource clock;

    Refresher(TokenEndpoint tokens, Vault vault, InstantSource clock) {
        this.tokens = tokens;
        this.vault = vault;
        this.clock = clock;
    }

    /** Whether {@code credentials} can be renewed without a person. */
    boolean can(Manifest manifest, Credentials credentials) {
        return manifest.oauth() != null && !credentials.text("refresh_token").isEmpty();
    }

    /** Whether they can, and should be, because they end in a moment. */
    boolean due(Manifest manifest, Credentials credentials) {
        JsonNode end = credentials.fields().path("expires_at");
        return end.isNumber()
                && end.asLong() - EARLY_S <= clock.instant().getEpochSecond()
                && can(manifest, credentials);
    }

    /** Newer credentials; awaits. Those that somebody else renewed meanwhile are taken as they are. */
    Credentials refresh(Manifest manifest, Credentials old, Duration timeout) {
        OAuth oauth = manifest.oauth();
        if (oauth == null) {
            throw new IllegalStateException(manifest.name() + " has no OAuth");
        }
        if (old.stored() != null) {
            Credentials current = vault.open(manifest.name(), old.stored());
            if (current.version() != old.version()) {
                return current;
            }
        }
        JsonNode renewed = tokens.credentials(
                oauth,
                Map.of("grant_type", "refresh_token", "refresh_token", old.text("refresh_token")),
                old.fields(),
                timeout);
        if (old.stored() == null) {
            return old.renewed(renewed, 0);
        }
        return vault.replace(manifest.name(), old, renewed);
    }
}
