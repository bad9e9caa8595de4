package ai.levqor.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the settings that the environment gives; variables that start with LEVQOR_ and are no setting are refused. */
final class SettingsEnvironment {
    /** Names the optional file of settings. */
    static final String FILE = "LEVQOR_CONFIG";

    // Read by the launcher, before there are settings.
    private static final Set<String> OTHERS = Set.of(FILE, "LEVQOR_JAR");
    private static final String FILE_SUFFIX = "_FILE";
    private static final String PORT = "PORT";
    private static final String HTTP_PORT = "http.port";

    // Kubernetes gives every pod such variables for a service that is called levqor.
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "LEVQOR_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP)(_\\w+)?)=.*|LEVQOR_PORT=\\w+://.*");

    private final Map<String, String> env;
    private final Map<String, String> keys;
    private final List<Problem> problems;
    private final Map<String, Raw> values = new LinkedHashMap<>();

    private SettingsEnvironment(Map<String, String> env, Collection<String> keys, List<Problem> problems) {
        this.env = new TreeMap<>(env);
        this.keys = keys.stream().collect(Collectors.toMap(Setting::variable, Function.identity()));
        this.problems = problems;
    }

    /** The settings in {@code env}; what is wrong is added to {@code problems}. */
    static Map<String, Raw> read(Map<String, String> env, Collection<String> keys, List<Problem> problems) {
        SettingsEnvironment reader = new SettingsEnvironment(env, keys, problems);
        reader.readAll();
        return reader.values;
    }

    private void readAll() {
        String port = env.get(PORT);
        if (port != null) {
            values.put(HTTP_PORT, Raw.text(port, "environment " + PORT));
        }
        env.forEach((variable, value) -> {
            if (variable.startsWith(Setting.PREFIX) && !OTHERS.contains(variable)) {
                read(variable, value);
            }
        });
    }

    private void read(String variable, String value) {
        String key = keys.get(variable);
        String fileKey = fileKey(variable);
        if (key != null) {
            values.put(key, Raw.text(value, "environment " + variable));
        } else if (fileKey != null) {
            readFile(variable, fileKey, value);
        } else if (!SERVICE_LINK.matcher(variable + "=" + value).matches()) {
            problem(variable, variable + " is no setting" + NearestName.hint(variable, keys.keySet()));
        }
    }

    private @Nullable String fileKey(String variable) {
        if (!variable.endsWith(FILE_SUFFIX)) {
            return null;
        }
        String key = keys.get(variable.substring(0, variable.length() - FILE_SUFFIX.length()));
        return key != null && SecretKeys.isSecret(key) ? key : null;
    }

    private void readFile(String variable, String key, String file) {
        if (env.containsKey(Setting.variable(key))) {
            problem(key, Setting.variable(key) + " and " + variable + " are both set; keep one of them");
            return;
        }
        try {
            String text = Files.readString(Path.of(file)).replaceFirst("\\R+\\z", "");
            values.put(key, Raw.text(text, "environment " + variable));
        } catch (IOException | InvalidPathException e) {
            problem(key, variable + " names " + file + ", which cannot be read: " + e);
        }
    }

    private void problem(String key, String text) {
        problems.add(new Problem(key, text));
    }
}
