package ai.levqor.config;

import java.time.Duration;

/**
 * Stored API keys: section {@code keys}.
 *
 * @param rotationOverlap how long a rotated key stays valid beside the new one
 */
public record KeysSettings(Duration rotationOverlap) {
    public KeysSettings {
        Check.section("keys")
                .range("rotation-overlap", rotationOverlap, "0s", "365d")
                .done();
    }
}
