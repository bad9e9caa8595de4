package ai.levqor.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts the sources of settings on top of each other: defaults, profile, file, environment. */
final class SettingsLayers {
    private static final String PROFILES = "profiles.";
    private static final String PROFILE = "profile";
    private static final Set<String> PROFILE_NAMES = Arrays.stream(Profile.values())
            .map(profile -> profile.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));

    private final Map<String, Raw> defaults = new LinkedHashMap<>();
    private final Map<String, Raw> values = new LinkedHashMap<>();
    private final List<Problem> problems;
    private final boolean production;

    /** Reads all sources; what is wrong is added to {@code problems}, and the value below stays in force. */
    SettingsLayers(Map<String, String> env, List<Problem> problems) {
        this.problems = problems;
        Map<String, Raw> shipped = SettingsFile.defaults();
        shipped.forEach((key, value) -> {
            if (!key.startsWith(PROFILES)) {
                defaults.put(key, value);
            }
        });
        declare(OpenSettings.variables(env.keySet()));
        Map<String, Raw> file = file(env);
        Map<String, Raw> environment = SettingsEnvironment.read(env, defaults.keySet(), problems);
        String profile = profile(file, environment);

        production = profile.equalsIgnoreCase(Profile.PRODUCTION.name());
        values.putAll(defaults);
        putAll(block(shipped, profile, "profile " + profile));
        putAll(file);
        putAll(block(file, profile, null));
        putAll(environment);
    }

    /** Every setting's value in force, in the order of {@code conf/levqor.yaml}. */
    Map<String, Raw> values() {
        return values;
    }

    /** Every setting's default, whatever the profile. */
    Map<String, Raw> defaults() {
        return defaults;
    }

    /** Whether the profile in force is production. */
    boolean production() {
        return production;
    }

    private Map<String, Raw> file(Map<String, String> env) {
        String name = env.getOrDefault(SettingsEnvironment.FILE, "");
        if (name.isBlank()) {
            return Map.of();
        }
        try {
            Map<String, Raw> file = SettingsFile.read(Path.of(name));
            declare(file.keySet());
            file.forEach((key, value) -> refuseUnknown(key, value.origin()));
            return file;
        } catch (SettingsException e) {
            problems.addAll(e.problems());
            return Map.of();
        }
    }

    private void declare(Set<String> keys) {
        keys.stream().filter(OpenSettings::is).forEach(key -> defaults.putIfAbsent(key, Raw.text("", "default")));
    }

    private void refuseUnknown(String key, String origin) {
        String plain = key;
        if (key.startsWith(PROFILES)) {
            String[] parts = key.split("\\.", 3);
            if (!PROFILE_NAMES.contains(parts[1]) || parts.length < 3 || parts[2].equals(PROFILE)) {
                problems.add(new Problem(
                        key,
                        origin + ": " + key + " is no setting; profiles holds the settings of "
                                + String.join(" and ", PROFILE_NAMES)));
                return;
            }
            plain = parts[2];
        }
        if (!defaults.containsKey(plain)) {
            problems.add(new Problem(key, origin + ": " + plain + " is " + whatInstead(plain)));
        }
    }

    private String whatInstead(String key) {
        String members = defaults.keySet().stream()
                .filter(known -> known.startsWith(key + "."))
                .collect(Collectors.joining(", "));
        return members.isEmpty()
                ? "no setting" + NearestName.hint(key, defaults.keySet())
                : "a group of settings (" + members + ") and takes no value itself";
    }

    private String profile(Map<String, Raw> file, Map<String, Raw> environment) {
        return Stream.of(environment, file, defaults)
                .map(layer -> layer.get(PROFILE))
                .filter(Objects::nonNull)
                .findFirst()
                .map(value -> String.join("", value.items()).strip().toLowerCase(Locale.ROOT))
                .orElseThrow();
    }

    private static Map<String, Raw> block(Map<String, Raw> layer, String profile, @Nullable String origin) {
        String prefix = PROFILES + profile + ".";
        Map<String, Raw> block = new LinkedHashMap<>();
        layer.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                block.put(key.substring(prefix.length()), origin == null ? value : value.from(origin));
            }
        });
        return block;
    }

    private void putAll(Map<String, Raw> layer) {
        layer.forEach((key, value) -> {
            Raw standard = defaults.get(key);
            if (standard == null) {
                return;
            }
            if (standard.isList()) {
                values.put(key, value.asList());
            } else if (value.isList()) {
                problems.add(new Problem(key, key + " takes one value, not a list (set by " + value.origin() + ")"));
            } else {
                values.put(key, value);
            }
        });
    }
}
