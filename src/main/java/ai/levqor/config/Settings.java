package ai.levqor.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings of this process: checked as a whole, immutable, and each knows where it came from.
 *
 * <pre>{@code
 * Settings settings = Settings.load(System.getenv());
 * HttpSettings http = settings.section("http", HttpSettings.class);
 * }</pre>
 */
public final class Settings {
    private final SettingsLayers layers;
    private final SectionBinder binder;
    private final List<Setting> entries;

    private Settings(SettingsLayers layers) {
        this.layers = layers;
        this.binder = new SectionBinder(layers);
        this.entries = layers.values().entrySet().stream()
                .map(entry -> entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Loads with {@link Section#ALL}. */
    public static Settings load(Map<String, String> env) {
        return load(env, Section.ALL);
    }

    /**
     * Reads the defaults, the file that {@code LEVQOR_CONFIG} names, and {@code env}, and checks {@code sections} and
     * the rules of production.
     *
     * @param env the environment variables; nothing else of the process is read
     * @throws SettingsException with everything that is wrong
     */
    public static Settings load(Map<String, String> env, List<Section> sections) {
        List<Problem> problems = new ArrayList<>();
        SettingsLayers layers = new SettingsLayers(env, problems);
        Settings settings = new Settings(layers);
        for (Section section : sections) {
            try {
                settings.section(section.path(), section.type());
            } catch (SettingsException e) {
                problems.addAll(e.problems());
            }
        }
        if (layers.production()) {
            problems.addAll(ProductionRules.check(layers.values()));
        }
        problems.addAll(MailRules.check(layers.values()));
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return settings;
    }

    /**
     * The keys directly under {@code path} as a record; its components are the keys in camel case. Values are int,
     * long, boolean, String, enum, Path, Duration and lists of String.
     *
     * @throws SettingsException when the record refuses a value
     * @throws IllegalStateException when keys and components are not the same
     */
    public <T extends Record> T section(String path, Class<T> type) {
        return binder.bind(new Section(path, type), type);
    }

    /**
     * The settings below {@code prefix}, such as {@code connectors.}, that no record has, because a user names what they
     * are about; by the rest of their keys, secrets unmasked.
     */
    public Map<String, String> group(String prefix) {
        return layers.values().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix) && OpenSettings.is(entry.getKey()))
                .collect(Collectors.toMap(
                        entry -> entry.getKey().substring(prefix.length()),
                        entry -> String.join("", entry.getValue().items())));
    }

    /** What concerns the whole process. */
    public CoreSettings core() {
        return section("", CoreSettings.class);
    }

    /** Every setting, safe to show, in the order of {@code conf/levqor.yaml}. */
    public List<Setting> entries() {
        return entries;
    }

    private static Setting entry(String key, Raw raw) {
        return new Setting(key, Setting.variable(key), raw.shown(key), raw.origin());
    }
}
