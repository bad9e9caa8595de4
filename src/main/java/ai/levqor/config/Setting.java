package ai.levqor.config;

import java.util.Locale;

/**
 * One setting as it is in force, safe to show.
 *
 * @param key path in {@code conf/levqor.yaml}, such as {@code http.port}
 * @param variable its environment variable, such as {@code LEVQOR_HTTP_PORT}
 * @param value the value as text, secrets masked, lists separated by commas
 * @param origin {@code default}, {@code profile production}, {@code file x.yaml line 3} or {@code environment
 *     LEVQOR_HTTP_PORT}
 */
public record Setting(String key, String variable, String value, String origin) {
    /** What the environment variable of every setting starts with. */
    public static final String PREFIX = "LEVQOR_";

    /** The environment variable of a key: {@code api-keys} is {@code LEVQOR_API_KEYS}. */
    public static String variable(String key) {
        return PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
