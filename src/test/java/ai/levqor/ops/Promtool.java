package ai.levqor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Prometheus' own tool. Where it is not installed the tests that need it are skipped, but not where {@code
 * PROMTOOL_REQUIRED} is set.
 */
final class Promtool {
    private final Path binary;

    private Promtool(Path binary) {
        this.binary = binary;
    }

    /** The one of this machine; skips the test where there is none. */
    static Promtool installed() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "target/promtool/usr/bin";
        Optional<Path> found = List.of(path.split(File.pathSeparator, -1)).stream()
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && System.getenv("PROMTOOL_REQUIRED") != null) {
            fail("promtool is not installed");
        }
        Assumptions.assumeTrue(found.isPresent(), "promtool is not installed");
        return new Promtool(found.orElseThrow());
    }

    /** Runs it on {@code input} and expects no complaint; {@code arguments} are those after its name. */
    void passes(Path folder, String input, String... arguments) throws IOException, InterruptedException {
        Path in = Files.writeString(folder.resolve("promtool.in"), input);
        Path out = folder.resolve("promtool.out");
        List<String> command = new ArrayList<>(List.of(binary.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail("promtool did not end");
        }
        assertEquals(0, process.exitValue(), () -> {
            try {
                return Files.readString(out);
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    /** Evaluates {@code rules} over {@code series} and expects the value of each of {@code expressions} at the end. */
    void evaluates(Path folder, Path rules, JsonArray series, int minutes, Map<String, Long> expressions)
            throws IOException, InterruptedException {
        var expected = new JsonArray();
        expressions.forEach((expression, value) -> expected.add(new JsonObject()
                .put("expr", expression)
                .put("eval_time", minutes + "m")
                .put(
                        "exp_samples",
                        new JsonArray().add(new JsonObject().put("labels", "{}").put("value", value)))));
        JsonObject test = new JsonObject()
                .put("interval", "1m")
                .put("input_series", series)
                .put("promql_expr_test", expected);
        Path file = folder.resolve("rules-test.yml");
        Files.writeString(
                file,
                new JsonObject()
                        .put(
                                "rule_files",
                                new JsonArray().add(rules.toAbsolutePath().toString()))
                        .put("evaluation_interval", "1m")
                        .put("tests", new JsonArray().add(test))
                        .encode());
        passes(folder, "", "test", "rules", file.toString());
    }
}
