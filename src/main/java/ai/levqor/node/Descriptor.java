package ai.levqor.node;

import ai.levqor.config.Settings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * How a verticle is deployed: {@code verticles/<name>.yaml}.
 *
 * @param name the file's name, as {@code run --only} has it
 * @param className has a public constructor that takes the {@link Kernel}
 * @param threading event-loop, virtual-thread or worker
 * @param instances a number, or the setting that has it
 * @param needs {@code database} where its tables must be up to date before it starts
 */
public record Descriptor(String name, String className, ThreadingModel threading, String instances, Set<String> needs) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** All descriptors, in the order in which they start. */
    public static List<Descriptor> all() {
        return texts(read("order")).map(Descriptor::of).toList();
    }

    /**
     * Those that {@code only} names, or all where it is empty.
     *
     * @throws IllegalArgumentException when {@code only} names one that there is not
     */
    static List<Descriptor> chosen(Set<String> only) {
        List<Descriptor> all = all();
        Set<String> unknown = new TreeSet<>(only);
        all.forEach(descriptor -> unknown.remove(descriptor.name()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("There is no verticle " + String.join(", ", unknown) + "; there are "
                    + String.join(", ", all.stream().map(Descriptor::name).toList()) + ".");
        }
        return all.stream()
                .filter(descriptor -> only.isEmpty() || only.contains(descriptor.name()))
                .toList();
    }

    /** The names of all but {@code except}'s; throws as {@link #chosen} does, and when none is left. */
    public static Set<String> allBut(Set<String> except) {
        chosen(except);
        Set<String> names = all().stream().map(Descriptor::name).collect(Collectors.toCollection(LinkedHashSet::new));
        names.removeAll(except);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("No verticle is left to run.");
        }
        return names;
    }

    private static Descriptor of(String name) {
        JsonNode file = read(name);
        return new Descriptor(
                name,
                file.required("class").textValue(),
                ThreadingModel.valueOf(
                        file.required("threading").textValue().replace('-', '_').toUpperCase(Locale.ROOT)),
                file.required("instances").asText(),
                texts(file.required("needs")).collect(Collectors.toUnmodifiableSet()));
    }

    private static Stream<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::textValue);
    }

    private static JsonNode read(String name) {
        String file = "verticles/" + name + ".yaml";
        try (InputStream in = Descriptor.class.getClassLoader().getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("there is no " + file);
            }
            return YAML.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    DeploymentOptions options(Settings settings) {
        return new DeploymentOptions().setThreadingModel(threading).setInstances(instances(settings));
    }

    private int instances(Settings settings) {
        if (Character.isDigit(instances.charAt(0))) {
            return Integer.parseInt(instances);
        }
        return settings.entries().stream()
                .filter(setting -> setting.key().equals(instances))
                .mapToInt(setting -> Integer.parseInt(setting.value()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("verticles/" + name + ".yaml: there is no setting " + instances));
    }

    VerticleBase instance(Kernel kernel) {
        try {
            Constructor<?> constructor = Class.forName(className).getConstructor(Kernel.class);
            return (VerticleBase) constructor.newInstance(kernel);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("verticles/" + name + ".yaml: cannot make " + className, e);
        }
    }
}
