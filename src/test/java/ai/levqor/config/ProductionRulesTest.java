package ai.levqor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductionRulesTest {
    private static final String SECRET = "kX9vQ2mZ7rT4wB8nL1pD6sF3hJ5gC0yA";

    @Test
    void anEmptySecretIsRefused() {
        String problem = Loading.problem(Map.of("LEVQOR_PROFILE", "production"));

        assertTrue(problem.startsWith("secret (LEVQOR_SECRET) is empty; set it to at least 32 random"), problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "change-me-change-me-change-me-change-me",
                "changemechangemechangemechangeme",
                "secretsecretsecretsecretsecretsecret",
                "PasswordPasswordPasswordPassword",
                "please-change-this-secret-key-in-production",
                "levqor-master-secret-0123456789-0123456789",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aPlaceholderIsRefusedInProductionOnly(String secret) {
        String problem = Loading.problem(production("LEVQOR_SECRET", secret));

        assertTrue(problem.startsWith("secret (LEVQOR_SECRET) is a well-known placeholder"), problem);
        assertFalse(problem.contains(secret), problem);
        assertEquals(
                secret, Settings.load(Map.of("LEVQOR_SECRET", secret)).core().secret());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SECRET,
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "correct horse battery staple under the bridge"
            })
    void aRealSecretIsTaken(String secret) {
        assertEquals(
                secret,
                Settings.load(production("LEVQOR_SECRET", secret)).core().secret());
    }

    @Test
    void aShortSecretIsRefused() {
        String problem = Loading.problem(production("LEVQOR_SECRET", "kX9vQ2mZ7rT4wB8n"));

        assertTrue(problem.startsWith("secret is ********; allowed: at least 32 characters"), problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LEVQOR_API_KEYS", "LEVQOR_API_KEYS_NEXT"})
    void guessableApiKeysAreRefused(String variable) {
        String shortKey = Loading.problem(production(variable, SECRET + ",dev"));
        String placeholder = Loading.problem(production(variable, "test-key-test-key"));

        assertTrue(shortKey.contains("holds a key of fewer than 16 characters"), shortKey);
        assertTrue(placeholder.contains("holds a well-known placeholder"), placeholder);
    }

    @Test
    void openCorsIsRefusedInProductionOnly() {
        String problem = Loading.problem(production("LEVQOR_CORS_ORIGINS", "https://a.example,*"));

        assertTrue(problem.startsWith("cors.origins (LEVQOR_CORS_ORIGINS) is *"), problem);
        assertEquals(
                "*",
                Loading.entry(Map.of("LEVQOR_CORS_ORIGINS", "*"), "cors.origins")
                        .value());
    }

    @Test
    void privateCallbacksMayBeAllowedExplicitly() {
        Settings settings = Settings.load(production("LEVQOR_CALLBACKS_ALLOW_PRIVATE", "true"));

        assertTrue(settings.section("callbacks", CallbacksSettings.class).allowPrivate());
    }

    private static Map<String, String> production(String variable, String value) {
        Map<String, String> env = new HashMap<>(Map.of("LEVQOR_PROFILE", "production", "LEVQOR_SECRET", SECRET));
        env.put(variable, value);
        return env;
    }
}
