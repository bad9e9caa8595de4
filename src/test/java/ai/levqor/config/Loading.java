package ai.levqor.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;

/** What the tests of this package ask about a load. */
final class Loading {
    private Loading() {}

    static Setting entry(Map<String, String> env, String key) {
        return Settings.load(env).entries().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    static List<String> problems(Map<String, String> env) {
        SettingsException refused = assertThrows(SettingsException.class, () -> Settings.load(env));
        return String.valueOf(refused.getMessage()).lines().toList();
    }

    /** The one problem that {@code env} has. */
    static String problem(Map<String, String> env) {
        List<String> problems = problems(env);
        if (problems.size() != 1) {
            throw new AssertionError("not one problem: " + problems);
        }
        return problems.getFirst();
    }
}
