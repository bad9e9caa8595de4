package ai.levqor.config;

/**
 * One thing that is wrong with the settings.
 *
 * @param key the setting, or the variable or file when no setting is concerned
 * @param text what is wrong and what is allowed, a sentence that names the key and no secret value
 */
public record Problem(String key, String text) {}
