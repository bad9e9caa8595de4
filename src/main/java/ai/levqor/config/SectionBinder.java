package ai.levqor.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of text. By reflection alone: to let a general mapper look at thirty records took a twentieth of a
 * server's start.
 */
final class SectionBinder {
    private final Map<String, Raw> values;
    private final Map<String, Raw> defaults;

    SectionBinder(SettingsLayers layers) {
        this.values = layers.values();
        this.defaults = layers.defaults();
    }

    /**
     * The section as a record. A value of the wrong type is reported and its default put in its place, so that the
     * record checks the others too; throws SettingsException with all problems of the section.
     */
    <T extends Record> T bind(Section section, Class<T> type) {
        List<Problem> problems = new ArrayList<>();
        RecordComponent[] components = type.getRecordComponents();
        long keys = values.keySet().stream().filter(section::holds).count();
        if (keys != components.length) {
            throw unfit(section, type, null);
        }
        Object[] arguments = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            String key = section.prefix() + kebabCase(components[i].getName());
            types[i] = components[i].getType();
            arguments[i] = value(section, type, key, types[i], problems);
        }
        T bound = construct(section, type, types, arguments, problems);
        if (!problems.isEmpty() || bound == null) {
            throw new SettingsException(problems);
        }
        return bound;
    }

    private Object value(Section section, Class<?> record, String key, Class<?> type, List<Problem> problems) {
        Raw value = values.get(key);
        if (value == null) {
            throw unfit(section, record, null);
        }
        try {
            return value(value, type);
        } catch (IllegalArgumentException wrong) {
            String shown = value.shown(key).isEmpty() ? "empty" : value.shown(key);
            problems.add(new Problem(key, key + " is " + shown + "; allowed: " + allowed(type) + setBy(value)));
        }
        Raw usual = defaults.get(key);
        if (usual == null) {
            throw unfit(section, record, null);
        }
        return value(usual, type);
    }

    private static Object value(Raw value, Class<?> type) {
        if (type == List.class) {
            return value.items();
        }
        String text = value.text();
        if (type == String.class) {
            return text;
        }
        if (type == int.class) {
            return Integer.parseInt(text.strip());
        }
        if (type == boolean.class) {
            return truth(text.strip());
        }
        if (type == Duration.class) {
            return DurationText.parse(text);
        }
        if (type == Path.class && !text.isEmpty()) {
            return Path.of(text);
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.toString().equalsIgnoreCase(text.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("none of these"));
        }
        throw new IllegalArgumentException("no " + type.getSimpleName());
    }

    private static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private <T extends Record> @Nullable T construct(
            Section section, Class<T> type, Class<?>[] types, Object[] arguments, List<Problem> problems) {
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true); // a record may be its package's own
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof SettingsException refused)) {
                throw unfit(section, type, e.getCause());
            }
            Set<String> reported = problems.stream().map(Problem::key).collect(Collectors.toSet());
            for (Problem problem : refused.problems()) {
                if (!reported.contains(problem.key())) {
                    problems.add(withOrigin(problem));
                }
            }
            return null;
        } catch (ReflectiveOperationException e) {
            throw unfit(section, type, e);
        }
    }

    private Problem withOrigin(Problem problem) {
        Raw value = values.get(problem.key());
        return value == null ? problem : new Problem(problem.key(), problem.text() + setBy(value));
    }

    private static String setBy(Raw value) {
        return " (set by " + value.origin() + ")";
    }

    private static IllegalStateException unfit(Section section, Class<?> type, @Nullable Throwable cause) {
        return new IllegalStateException(
                "section '" + section.path() + "' of conf/levqor.yaml and " + type.getSimpleName() + " do not fit",
                cause);
    }

    private static String allowed(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(" or "));
        }
        if (type == Duration.class) {
            return "a duration such as 200ms, 15s, 5m, 24h or 30d";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type == Path.class) {
            return "a path";
        }
        return type == int.class ? "a whole number" : "a " + type.getSimpleName();
    }

    /** {@code maxRunning} is {@code max-running}. */
    private static String kebabCase(String name) {
        var key = new StringBuilder();
        name.chars().forEach(letter -> {
            if (Character.isUpperCase(letter)) {
                key.append('-');
            }
            key.appendCodePoint(Character.toLowerCase(letter));
        });
        return key.toString();
    }
}
