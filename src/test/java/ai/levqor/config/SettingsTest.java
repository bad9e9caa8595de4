package ai.levqor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final String SECRET = "kX9vQ2mZ7rT4wB8nL1pD6sF3hJ5gC0yA";

    @TempDir
    private Path folder;

    @Test
    void anEmptyEnvironmentGivesTheDevelopmentDefaults() {
        Settings settings = Settings.load(Map.of());

        assertEquals(Profile.DEVELOPMENT, settings.core().profile());
        assertEquals(Path.of("./data"), settings.core().dataDir());
        assertEquals(
                new HttpSettings("127.0.0.1", 8080, 524_288, Duration.ofSeconds(30), 2, 8192, "", List.of()),
                settings.section("http", HttpSettings.class));
        assertEquals(
                List.of("https://levqor.ai"),
                settings.section("cors", CorsSettings.class).origins());
        assertEquals(
                Duration.ofDays(30),
                settings.section("jobs", JobsSettings.class).retention());
        assertTrue(settings.section("callbacks", CallbacksSettings.class).allowPrivate());
    }

    @Test
    void aProfileChangesDefaults() {
        Settings settings = Settings.load(Map.of("LEVQOR_PROFILE", "production", "LEVQOR_SECRET", SECRET));

        assertTrue(settings.core().production());
        assertEquals("0.0.0.0", settings.section("http", HttpSettings.class).host());
        assertFalse(settings.section("callbacks", CallbacksSettings.class).allowPrivate());
    }

    @Test
    void eachSourceOverridesTheOneBefore() throws IOException {
        Map<String, String> env = new HashMap<>();
        assertEquals("127.0.0.1 default", shown(env, "http.host"));

        env.put("LEVQOR_SECRET", SECRET);
        env.put("LEVQOR_PROFILE", "production");
        assertEquals("0.0.0.0 profile production", shown(env, "http.host"));

        Path file = file("http:\n  host: 10.0.0.1\n");
        env.put("LEVQOR_CONFIG", file.toString());
        assertEquals("10.0.0.1 file " + file + " line 2", shown(env, "http.host"));

        Files.writeString(file, "http:\n  host: 10.0.0.1\nprofiles:\n  production:\n    http.host: 10.0.0.2\n");
        assertEquals("10.0.0.2 file " + file + " line 5", shown(env, "http.host"));

        env.put("LEVQOR_HTTP_HOST", "10.0.0.3");
        assertEquals("10.0.0.3 environment LEVQOR_HTTP_HOST", shown(env, "http.host"));
    }

    @Test
    void theFileMayNameTheProfileAndTheEnvironmentWins() throws IOException {
        Path file = file("profile: production\n");

        assertEquals(
                "0.0.0.0 profile production",
                shown(Map.of("LEVQOR_CONFIG", file.toString(), "LEVQOR_SECRET", SECRET), "http.host"));
        assertEquals(
                "127.0.0.1 default",
                shown(Map.of("LEVQOR_CONFIG", file.toString(), "LEVQOR_PROFILE", "development"), "http.host"));
    }

    @Test
    void portIsAnAliasThatTheFullNameOverrides() {
        assertEquals("9000 environment PORT", shown(Map.of("PORT", "9000"), "http.port"));
        assertEquals(
                "9001 environment LEVQOR_HTTP_PORT",
                shown(Map.of("PORT", "9000", "LEVQOR_HTTP_PORT", "9001"), "http.port"));
    }

    @Test
    void listsComeFromCommasOrYaml() throws IOException {
        Path file = file("cluster:\n  members: [a, b]\ncors:\n  origins: https://a.example, https://b.example\n");
        Settings settings = Settings.load(Map.of(
                "LEVQOR_CONFIG", file.toString(), "LEVQOR_API_KEYS", " one, two ,,", "LEVQOR_API_KEYS_NEXT", ""));

        assertEquals(List.of("one", "two"), settings.core().apiKeys());
        assertEquals(List.of(), settings.core().apiKeysNext());
        assertEquals(
                List.of("a", "b"),
                settings.section("cluster", ClusterSettings.class).members());
        assertEquals(
                List.of("https://a.example", "https://b.example"),
                settings.section("cors", CorsSettings.class).origins());
    }

    @Test
    void anEmptyFileChangesNothing() throws IOException {
        Path file = file("# nothing yet\n");

        assertEquals(Settings.load(Map.of()).entries(), load(file).entries());
    }

    @Test
    void otherVariablesAreNoneOfOurs() {
        Map<String, String> env = Map.of(
                "HOME", "/root",
                "LEVQOR_JAR", "x.jar",
                "LEVQOR_SERVICE_HOST", "10.0.0.1",
                "LEVQOR_SERVICE_PORT_HTTP", "8080",
                "LEVQOR_PORT", "tcp://10.0.0.1:8080",
                "LEVQOR_PORT_8080_TCP_ADDR", "10.0.0.1");

        assertEquals(Settings.load(Map.of()).entries(), Settings.load(env).entries());
    }

    @Test
    void aRecordThatDoesNotFitItsSectionIsAMistakeInTheProgram() {
        record Half(boolean enabled) {}
        record Surplus(List<String> origins, int more) {}
        Settings settings = Settings.load(Map.of());

        assertThrows(IllegalStateException.class, () -> settings.section("cluster", Half.class));
        assertThrows(IllegalStateException.class, () -> settings.section("cors", Surplus.class));
    }

    private static String shown(Map<String, String> env, String key) {
        Setting entry = Loading.entry(env, key);
        return entry.value() + " " + entry.origin();
    }

    private static Settings load(Path file) {
        return Settings.load(Map.of("LEVQOR_CONFIG", file.toString()));
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("levqor.yaml"), yaml);
    }
}
