package ai.levqor.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Operation;
import ai.levqor.config.Setting;
import ai.levqor.config.Settings;
import ai.levqor.contract.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of the README are those of the code; a failure shows what the README must say. */
class ReadmeTablesTest {
    private static final Pattern ENTRY = Pattern.compile("( *)([a-z-]+):(?: (.*))?");
    private static final Pattern ITEM = Pattern.compile(" +- (.*)");

    @Test
    void settingsAreThoseOfTheDefaults() throws IOException {
        List<Row> rows = rows(Files.readAllLines(Path.of("conf/levqor.yaml")));

        assertEquals(
                Settings.load(Map.of()).entries().stream().map(Setting::key).toList(),
                rows.stream().map(Row::key).toList());
        assertEquals(
                "| setting | variable | default | meaning |\n|---|---|---|---|\n"
                        + rows.stream().map(Row::line).collect(Collectors.joining()),
                Readme.read().section("settings"));
    }

    @Test
    void operationsAreThoseOfTheCatalog() throws IOException {
        assertEquals(
                "| operation | | scope | |\n|---|---|---|---|\n"
                        + Catalog.operations().stream()
                                .map(ReadmeTablesTest::line)
                                .collect(Collectors.joining()),
                Readme.read().section("operations"));
    }

    @Test
    void theBenchmarkHasItsPlace() throws IOException {
        assertTrue(Files.readString(Path.of("README.md")).contains("## Benchmark\n"));
    }

    private static String line(Operation operation) {
        String scope = operation.scope();
        return "| `%s` | `%s %s` | %s | %s |\n"
                .formatted(
                        operation.name(),
                        operation.method(),
                        operation.path(),
                        scope == null ? "none" : "`" + scope + "`",
                        operation.summary());
    }

    /** The settings of the YAML file before its profiles, each with the comment above it. */
    private static List<Row> rows(List<String> lines) {
        List<Row> rows = new ArrayList<>();
        List<String> comment = new ArrayList<>();
        String group = "";
        for (String line : lines) {
            Matcher entry = ENTRY.matcher(line);
            Matcher item = ITEM.matcher(line);
            if (line.equals("profiles:")) {
                return rows;
            } else if (line.isEmpty()) {
                comment.clear();
            } else if (line.strip().startsWith("#")) {
                comment.add(line.strip().substring(1).strip());
            } else if (item.matches()) {
                rows.add(rows.removeLast().with(item.group(1)));
            } else if (entry.matches()) {
                boolean nested = !entry.group(1).isEmpty();
                group = nested ? group : entry.group(2) + ".";
                if (nested || !comment.isEmpty()) {
                    String key = nested ? group + entry.group(2) : entry.group(2);
                    String value = entry.group(3) == null ? "" : entry.group(3);
                    rows.add(new Row(key, value, String.join(" ", comment)));
                }
                comment.clear();
            } else {
                throw new AssertionError("conf/levqor.yaml: " + line);
            }
        }
        throw new AssertionError("conf/levqor.yaml has no profiles");
    }

    private record Row(String key, String value, String meaning) {
        Row with(String item) {
            return new Row(key, value.isEmpty() ? item : value + "," + item, meaning);
        }

        String line() {
            boolean empty = value.isEmpty() || value.equals("\"\"") || value.equals("[]");
            return "| `%s` | `%s` | %s | %s |\n"
                    .formatted(key, Setting.variable(key), empty ? "empty" : "`" + value + "`", meaning);
        }
    }
}
