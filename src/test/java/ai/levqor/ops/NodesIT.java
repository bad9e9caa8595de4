package ai.levqor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.cli.Cli;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code levqor nodes} shows who runs what, and is no node itself. */
class NodesIT {
    @TempDir
    Path dir;

    @Test
    void showsTheNodesAndTheirVerticles() throws Exception {
        String id;
        try (var node = new MonitoredNode(dir, Set.of("audit", "jobs", "ops", "http"))) {
            id = node.kernel().node().toString();
            Eventually.await("it has beaten", () -> !list().isEmpty());
            JsonObject shown = list().getJsonObject(0);
            assertEquals(id, shown.getString("node_id"));
            assertEquals("running", shown.getString("state"));
            assertEquals(
                    new JsonArray().add("audit").add("jobs").add("ops").add("http"), shown.getJsonArray("verticles"));
        }
        assertEquals(1, list().size());
        assertEquals("stopped", list().getJsonObject(0).getString("state"));
        String table = run("nodes");
        assertTrue(table.startsWith("NODE "), table);
        assertTrue(table.contains(id) && table.contains("audit,jobs,ops,http"), table);
    }

    private JsonArray list() {
        return new JsonObject(run("nodes", "--json")).getJsonArray("nodes");
    }

    private String run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var cli = new Cli(Map.of("LEVQOR_DATA_DIR", dir.toString()), new PrintWriter(out), new PrintWriter(err));
        assertEquals(0, cli.run(arguments), err::toString);
        return out.toString();
    }
}
