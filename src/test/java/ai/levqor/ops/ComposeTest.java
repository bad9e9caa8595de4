package ai.levqor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.config.Cidr;
import ai.levqor.config.Setting;
import ai.levqor.config.Settings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.InetAddress;
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

    /** A misspelt key would stop the whole file: Compose takes none that it does not know. */
    @Test
    void itsKeysAreThoseOfCompose() throws IOException {
        JsonNode compose = YAML.readTree(CONF.resolve("compose.yaml").toFile());
        compose.fieldNames()
                .forEachRemaining(key -> assertTrue(
                        key.startsWith("x-")
                                || Set.of("name", "services", "volumes", "networks")
                                        .contains(key),
                        key));
        var known = Set.of(
                "<<",
                "image",
                "restart",
                "environment",
                "volumes",
                "networks",
                "ports",
                "healthcheck",
                "depends_on",
                "stop_grace_period");
        var services = new ArrayList<JsonNode>();
        compose.get("services").forEach(services::add);
        services.add(compose.get("x-node"));
        for (JsonNode service : services) {
            service.fieldNames().forEachRemaining(key -> assertTrue(known.contains(key), key));
            service.path("depends_on")
                    .fieldNames()
                    .forEachRemaining(name -> assertTrue(compose.get("services").has(name), name));
            service.path("volumes").forEach(volume -> {
                String source = volume.asText().split(":", -1)[0];
                assertTrue(source.startsWith("./") || compose.get("volumes").has(source), source);
            });
        }
    }

    @Test
    void itsNodesFindEachOther() throws IOException {
        JsonNode compose = YAML.readTree(CONF.resolve("compose.yaml").toFile());
        List<String> members = List.of(
                compose.at("/x-environment/LEVQOR_CLUSTER_MEMBERS").asText().split(",", -1));
        List<String> addresses = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            JsonNode node = compose.at("/services/levqor-" + i);
            String address = node.at("/networks/levqor/ipv4_address").asText();
            assertEquals(address, node.at("/environment/LEVQOR_CLUSTER_HOST").asText());
            assertTrue(Cidr.parse(
                            compose.at("/networks/levqor/ipam/config/0/subnet").asText())
                    .contains(InetAddress.getByName(address)));
            addresses.add(address);
        }
        assertEquals(members, addresses);
    }

    /** {@link AlertsIT} sees to it that the tests fire them; this holds also where its tool is not installed. */
    @Test
    void everyAlertHasATestThatMakesItsCause() throws IOException {
        String tests = Files.readString(Path.of("src/test/java/ai/levqor/ops/AlertsIT.java"));
        JsonNode groups = YAML.readTree(CONF.resolve("alerts.yml").toFile()).get("groups");
        int rules = 0;
        for (JsonNode group : groups) {
            for (JsonNode rule : group.get("rules")) {
                String alert = rule.get("alert").asText();
                assertTrue(tests.contains('"' + alert + '"'), "AlertsIT does not make " + alert + " fire");
                rules++;
            }
        }
        assertTrue(rules > 10);
    }

    @Test
    void theFilesThatItMountsAreThere() throws IOException {
        Pattern.compile("- (\\./[^:]+):")
                .matcher(Files.readString(CONF.resolve("compose.yaml")))
                .results()
                .forEach(mount -> assertTrue(Files.exists(CONF.resolve(mount.group(1))), mount.group(1)));
    }
}
