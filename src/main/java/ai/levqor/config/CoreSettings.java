package ai.levqor.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What concerns the whole process: the keys at the top of {@code conf/levqor.yaml}.
 *
 * @param secret the master secret, or empty in development: one is generated
 * @param apiKeys keys with every scope, valid beside the stored ones
 * @param apiKeysNext the keys that follow them, valid at the same time
 */
public record CoreSettings(
        Profile profile,
        Path dataDir,
        Duration shutdownTimeout,
        String secret,
        List<String> apiKeys,
        List<String> apiKeysNext) {
    /** Characters that a master secret has at least. */
    public static final int SECRET_LENGTH = 32;

    public CoreSettings {
        apiKeys = List.copyOf(apiKeys);
        apiKeysNext = List.copyOf(apiKeysNext);
        Check.section("")
                .that(!dataDir.toString().isBlank(), "data-dir", dataDir.toString(), "a folder, such as ./data")
                .range("shutdown-timeout", shutdownTimeout, "0s", "1h")
                .that(
                        secret.isEmpty() || secret.length() >= SECRET_LENGTH,
                        "secret",
                        secret,
                        "at least " + SECRET_LENGTH + " characters")
                .done();
    }

    /** Whether this process must be safe rather than convenient. */
    public boolean production() {
        return profile == Profile.PRODUCTION;
    }

    @Override
    public String toString() {
        return "CoreSettings[profile=" + profile + ", dataDir=" + dataDir + ", shutdownTimeout=" + shutdownTimeout
                + ", " + apiKeys.size() + " apiKeys, " + apiKeysNext.size() + " apiKeysNext]";
    }
}
