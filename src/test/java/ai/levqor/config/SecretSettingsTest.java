package ai.levqor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSettingsTest {
    private static final String SECRET = "kX9vQ2mZ7rT4wB8nL1pD6sF3hJ5gC0yA";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "LEVQOR_SECRET, kX9vQ2mZ7rT4wB8nL1pD6sF3hJ5gC0yA, secret",
        "LEVQOR_API_KEYS, hidden-key, api-keys",
        "LEVQOR_API_KEYS_NEXT, hidden-key, api-keys-next",
        "LEVQOR_DATABASE_URL, sqlite:x.db, database.url"
    })
    void everySecretIsReadFromAFile(String variable, String value, String key) throws IOException {
        Path file = Files.writeString(folder.resolve("value"), value + "\n");

        Setting read = Loading.entry(Map.of(variable + "_FILE", file.toString()), key);
        Setting given = Loading.entry(Map.of(variable, value), key);

        assertEquals(given.value(), read.value());
        assertEquals("environment " + variable + "_FILE", read.origin());
    }

    @Test
    void theFileKeepsAllButItsFinalNewline() throws IOException {
        Path file = Files.writeString(folder.resolve("value"), " " + SECRET + "\r\n");

        Settings settings = Settings.load(Map.of("LEVQOR_SECRET_FILE", file.toString()));

        assertEquals(" " + SECRET, settings.core().secret());
    }

    @Test
    void aSecretFileThatIsMissingIsRefused() {
        Path file = folder.resolve("none");

        String problem = Loading.problem(Map.of("LEVQOR_SECRET_FILE", file.toString()));

        assertTrue(problem.startsWith("LEVQOR_SECRET_FILE names " + file + ", which cannot be read"), problem);
    }

    @Test
    void aSecretIsGivenOneWay() {
        assertEquals(
                "LEVQOR_SECRET and LEVQOR_SECRET_FILE are both set; keep one of them",
                Loading.problem(Map.of("LEVQOR_SECRET", SECRET, "LEVQOR_SECRET_FILE", "x")));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://levqor:hidden@db:5432/levqor, postgresql://levqor:********@db:5432/levqor",
        "postgresql://levqor:hid%40den@db/levqor, postgresql://levqor:********@db/levqor",
        "postgresql://db/levqor?user=a&password=hidden&x=1, postgresql://db/levqor?user=a&password=********&x=1",
        "postgresql://levqor@db/levqor, postgresql://levqor@db/levqor",
        "postgresql://levqor:hidden@[::1]:5432/levqor, postgresql://levqor:********@[::1]:5432/levqor",
        "postgresql://levqor:hidden@levqor_db/levqor, postgresql://levqor:********@levqor_db/levqor",
        "sqlite:x.db, sqlite:x.db",
        "'', ''"
    })
    void onlyThePasswordOfADatabaseAddressIsMasked(String url, String shown) {
        Map<String, String> env = Map.of("LEVQOR_DATABASE_URL", url);

        assertEquals(shown, Loading.entry(env, "database.url").value());
        assertEquals(
                url,
                Settings.load(env).section("database", DatabaseSettings.class).url());
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://u:hid@den/@db/x", "postgresql://u:hid den@db/x", "u:hidden@db", "hidden"})
    void anAddressThatIsRefusedShowsNoPasswordEither(String url) {
        String problem = Loading.problem(Map.of("LEVQOR_DATABASE_URL", url));

        assertFalse(problem.contains("hid") || problem.contains("den@"), problem);
    }

    @Test
    void secretsAreMaskedWhereverSettingsAreShown() {
        Settings settings = Settings.load(Map.of(
                "LEVQOR_SECRET", SECRET,
                "LEVQOR_API_KEYS", "hidden-one,hidden-two",
                "LEVQOR_API_KEYS_NEXT", "hidden-three",
                "LEVQOR_DATABASE_URL", "postgresql://u:hidden-four@db/x"));

        String shown =
                settings.entries() + " " + settings.core() + " " + settings.section("database", DatabaseSettings.class);

        assertFalse(shown.contains("hidden") || shown.contains(SECRET), shown);
        assertEquals(List.of("hidden-one", "hidden-two"), settings.core().apiKeys());
    }
}
