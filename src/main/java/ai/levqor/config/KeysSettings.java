package ai.levqor.config;

import java.time.Duration;

/**
 * Stored API keys: section {@code keys}.
 *
 * @param rotationOverlap how long a rotated key stays valid beside the new one
 * @param perUserFree valid keys that a user of the plan free may have; 0 is no limit
 * @param perUserPro the same for the plan pro
 * @param perUserEnterprise the same for the plan enterprise
 */
public record KeysSettings(Duration rotationOverlap, int perUserFree, int perUserPro, int perUserEnterprise) {
    private static final int MAX = 1_000_000;

    public KeysSettings {
        Check.section("keys")
                .range("rotation-overlap", rotationOverlap, "0s", "365d")
                .range("per-user-free", perUserFree, 0, MAX)
                .range("per-user-pro", perUserPro, 0, MAX)
                .range("per-user-enterprise", perUserEnterprise, 0, MAX)
                .done();
    }

    /** Valid keys that a user of this plan may have; 0 is no limit. An unknown plan is the smallest. */
    public int perUser(String plan) {
        return switch (plan) {
            case "pro" -> perUserPro;
            case "enterprise" -> perUserEnterprise;
            default -> perUserFree;
        };
    }
}
