package ai.levqor.config;

import java.util.Set;
import java.util.regex.Pattern;

/** Which settings are secret: never shown in full, and readable from a file through {@code …_FILE}. */
public final class SecretKeys {
    /** The one list of secret settings. */
    public static final Set<String> ALL = Set.of(
            "secret",
            "api-keys",
            "api-keys-next",
            "database.url",
            "cluster.secret",
            "workflows.secrets",
            "smtp.url",
            "resend.key",
            "ai.key",
            "stripe.secret-key",
            "stripe.webhook-secret");

    private static final String MASK = "********";
    private static final Pattern URL_PASSWORD = Pattern.compile("(?<=://)([^:@/]*):.*(?=@)");
    private static final Pattern PARAMETER = Pattern.compile("(?i)(password|sslpassword|passwd)=[^&]*");

    private SecretKeys() {}

    /** Whether {@code key} is a secret setting. */
    public static boolean isSecret(String key) {
        return ALL.contains(key) || OpenSettings.isSecret(key);
    }

    /** The value as it may be shown: a secret as stars, an address without its password. */
    public static String mask(String key, String value) {
        if (!isSecret(key) || value.isEmpty()) {
            return value;
        }
        return key.endsWith(".url") ? maskUrl(value) : MASK;
    }

    // The last @ ends the password: an unescaped @ or / in it must not show the rest of it.
    private static String maskUrl(String url) {
        if (!url.startsWith("sqlite:") && !url.contains("://")) {
            return MASK;
        }
        String masked = URL_PASSWORD.matcher(url).replaceAll("$1:" + MASK);
        return PARAMETER.matcher(masked).replaceAll("$1=" + MASK);
    }
}
