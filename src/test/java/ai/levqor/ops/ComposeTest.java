package ai.levqor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.config.Setting;
import ai.levqor.config.Settings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The files for monitoring fit each other and the settings. */
class ComposeTest {
    private static final Path CONF = Path.of("conf");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void prometheusAsksTheNodesOfTheComposeFile() throws IOException {
        JsonNode services = YAML.readTree(CONF.resolve("compose.yaml").toFile()).get("services");
        List<String> nodes = new ArrayList<>();
        services.fieldNames().forEachRemaining(name -> {
            if (name.startsWith("levqor-")) {
                nodes.add(name + ":8080");
            }
        });
        List<String> targets = new ArrayList<>();
        YAML.readTree(CONF.resolve("prometheus.yml").toFile())
                .at("/scrape_configs/0/static_configs/0/targets")
                .forEach(target -> targets.add(target.asText()));
        assertEquals(3, nodes.size());
        assertEquals(nodes, targets);
        assertTrue(services.has("postgres") && services.has("prometheus") && services.has("grafana"));
    }

    @Test
    void itsVariablesAreSettings() throws IOException {
        Set<String> known = Settings.load(Map.of()).entries().stream()
                .map(Setting::key)
                .map(key -> "LEVQOR_"
                        + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'))
                .collect(Collectors.toSet());
        List<String> used = Pattern.compile("LEVQOR_[A-Z_]+")
                .matcher(Files.readString(CONF.resolve("compose.yaml")))
                .results()
                .map(match -> match.group())
                .toList();
        assertTrue(used.size() > 6, used.toString());
        assertTrue(known.containsAll(used), used + " are not all in " + known);
    }

    @Test
    void theFilesThatItMountsAreThere() throws IOException {
        Pattern.compile("- (\\./[^:]+):")
                .matcher(Files.readString(CONF.resolve("compose.yaml")))
                .results()
                .forEach(mount -> assertTrue(Files.exists(CONF.resolve(mount.group(1))), mount.group(1)));
    }
}
