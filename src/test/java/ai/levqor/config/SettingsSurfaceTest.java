package ai.levqor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings as a whole: names that others rely on, and that none is left unread. */
class SettingsSurfaceTest {
    private final List<Setting> entries = Settings.load(Map.of()).entries();

    @Test
    void everyKeyIsReadByTheRecordOfASection() {
        Set<String> unread = entries.stream()
                .map(Setting::key)
                .filter(key -> Section.ALL.stream().noneMatch(section -> section.holds(key)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(Set.of(), unread);
    }

    @Test
    void noTwoKeysShareAVariable() {
        assertEquals(
                entries.size(),
                new HashSet<>(entries.stream().map(Setting::variable).toList()).size());
    }

    @Test
    void everyShippedProfileValueIsASetting() {
        Set<String> keys = entries.stream().map(Setting::key).collect(Collectors.toSet());
        List<String> overridden = SettingsFile.defaults().keySet().stream()
                .filter(key -> key.startsWith("profiles."))
                .map(key -> key.split("\\.", 3)[2])
                .toList();

        assertTrue(keys.containsAll(overridden), overridden.toString());
    }

    @Test
    void everySecretIsASetting() {
        assertTrue(
                entries.stream().map(Setting::key).collect(Collectors.toSet()).containsAll(SecretKeys.ALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LEVQOR_PROFILE",
                "LEVQOR_HTTP_PORT",
                "LEVQOR_HTTP_HOST",
                "LEVQOR_DATA_DIR",
                "LEVQOR_DATABASE_URL",
                "LEVQOR_API_KEYS",
                "LEVQOR_API_KEYS_NEXT",
                "LEVQOR_CORS_ORIGINS",
                "LEVQOR_CALLBACKS_ALLOW_PRIVATE",
                "LEVQOR_CLUSTER_MEMBERS",
                "LEVQOR_CLUSTER_PORT"
            })
    void theVariablesThatOthersRelyOnExist(String variable) {
        assertTrue(entries.stream().anyMatch(entry -> entry.variable().equals(variable)));
    }
}
