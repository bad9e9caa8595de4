package ai.levqor.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes records of text. */
final class SectionBinder {
    private static final PropertyNamingStrategies.NamingBase KEBAB_CASE =
            new PropertyNamingStrategies.KebabCaseStrategy();
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(KEBAB_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            // Else an empty variable would count as 0 or false.
            .withCoercionConfigDefaults(
                    config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .addModule(new SimpleModule()
                    .addDeserializer(Duration.class, new Text<>(Duration.class, DurationText::parse))
                    .addDeserializer(Path.class, new Text<>(Path.class, Path::of)))
            .build();

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
        Map<String, RecordComponent> components = Arrays.stream(type.getRecordComponents())
                .collect(Collectors.toMap(SectionBinder::kebabCase, Function.identity()));
        ObjectNode node = MAPPER.createObjectNode();
        values.forEach((key, value) -> {
            if (section.holds(key)) {
                String name = key.substring(section.prefix().length());
                node.set(name, checked(key, value, components.get(name), problems));
            }
        });
        T bound = construct(section, type, node, problems);
        if (!problems.isEmpty() || bound == null) {
            throw new SettingsException(problems);
        }
        return bound;
    }

    private JsonNode checked(String key, Raw value, @Nullable RecordComponent component, List<Problem> problems) {
        if (component == null) {
            return value.node();
        }
        try {
            MAPPER.treeToValue(value.node(), MAPPER.constructType(component.getGenericType()));
            return value.node();
        } catch (JsonProcessingException e) {
            String shown = value.shown(key).isEmpty() ? "empty" : value.shown(key);
            String text = key + " is " + shown + "; allowed: " + allowed(component.getType());
            problems.add(new Problem(key, text + setBy(value)));
            return Objects.requireNonNull(defaults.get(key)).node();
        }
    }

    private <T extends Record> @Nullable T construct(
            Section section, Class<T> type, ObjectNode node, List<Problem> problems) {
        try {
            return MAPPER.treeToValue(node, type);
        } catch (ValueInstantiationException e) {
            if (!(e.getCause() instanceof SettingsException refused)) {
                throw unfit(section, type, e);
            }
            Set<String> reported = problems.stream().map(Problem::key).collect(Collectors.toSet());
            for (Problem problem : refused.problems()) {
                if (!reported.contains(problem.key())) {
                    problems.add(withOrigin(problem));
                }
            }
            return null;
        } catch (JsonProcessingException e) {
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

    private static IllegalStateException unfit(Section section, Class<?> type, JsonProcessingException cause) {
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
        return type == int.class || type == long.class ? "a whole number" : "a " + type.getSimpleName();
    }

    private static String kebabCase(RecordComponent component) {
        return KEBAB_CASE.translate(component.getName());
    }

    /** Reads a value from its text. */
    private static final class Text<T> extends FromStringDeserializer<T> {
        private final transient Function<String, T> reader;

        Text(Class<T> type, Function<String, T> reader) {
            super(type);
            this.reader = reader;
        }

        @Override
        protected T _deserialize(String value, DeserializationContext context) {
            return reader.apply(value);
        }
    }
}
