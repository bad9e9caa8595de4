package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.cli.Cli;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code docs/scaling.md}, on this machine's addresses. */
class ScalingGuideIT {
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    private static List<String> lines(String beginning) throws Exception {
        List<String> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(Path.of("docs/scaling.md")));
        while (block.find()) {
            block.group(1)
                    .lines()
                    .filter(line -> line.matches(beginning + ".*"))
                    .forEach(found::add);
        }
        assertTrue(!found.isEmpty(), beginning);
        return found;
    }

    @Test
    void oneVerticleRunsOnNodesOfItsOwn() throws Exception {
        makeCertificates();
        List<String> runs = lines(".*\\./levqor run");
        assertEquals(2, runs.size());
        Launch launch = Launch.on(Store.POSTGRES).with("LEVQOR_CLUSTER_SECRET", "4f0c21d97ab35e68");
        for (String line : lines("export LEVQOR_CLUSTER_TLS")) {
            String[] setting = line.substring("export ".length()).split("=", 2);
            launch = launch.with(
                    setting[0],
                    folder.resolve(Path.of(setting[1]).getFileName()).toString());
        }
        ClusterPorts ports = ClusterPorts.free();
        try (ServerProcess front =
                        ports.first(launch.arguments(arguments(runs.get(0)))).start();
                ServerProcess workers = ports.second(launch.sibling().arguments(arguments(runs.get(1))))
                        .start()) {
            front.client().await(front.client().submit("echo", new JsonObject()), "succeeded");
            for (String line : lines("\\./levqor (nodes|validate)")) {
                var out = new StringWriter();
                String url = front.client().base();
                Map<String, String> env = new HashMap<>(launch.settings());
                int status = new Cli(env, new PrintWriter(out, true), new PrintWriter(out, true))
                        .run(arguments(line.replaceAll("http://\\S+", url)));
                assertEquals(0, status, out::toString);
                assertTrue(
                        line.contains("nodes")
                                ? out.toString().lines().anyMatch(node -> node.matches(".* workers\\s*"))
                                : out.toString().contains("COCKPIT GREEN"),
                        out::toString);
            }
            assertTrue(workers.alive());
        }
    }

    private void makeCertificates() throws Exception {
        String script = String.join("\n", lines("openssl (req|x509)"));
        run("set -e\n" + script);
        assertEquals(
                64,
                run("LEVQOR_CLUSTER_SECRET=x; " + lines("printf").getFirst())
                        .replaceAll("^.*= *", "")
                        .strip()
                        .length());
    }

    private String run(String script) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, shell.waitFor(), output);
        return output;
    }

    private static String[] arguments(String line) {
        return line.replaceAll("^.*\\./levqor ", "").split(" ", -1);
    }
}
