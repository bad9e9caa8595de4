package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestPorts;
import ai.levqor.bus.Operation;
import ai.levqor.cli.Cli;
import ai.levqor.contract.Catalog;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code levqor validate} is green where everything works, and red as soon as any one operation does not. */
class ValidateIT {
    @ParameterizedTest
    @EnumSource(Store.class)
    void isGreenOnOneNode(Store store) {
        try (ServerProcess server = Launch.on(store).start()) {
            assertGreen(validate(server.client().base()));
            JsonObject again = validate(server.client().base());
            assertTrue(again.getBoolean("green"), again::encodePrettily);
        }
    }

    @Test
    void isGreenOnAClusterOfThree() {
        Launch launch = Launch.on(Store.POSTGRES);
        var ports = List.of(TestPorts.free(), TestPorts.free(), TestPorts.free());
        String members = "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1) + ",127.0.0.1:" + ports.get(2);
        var nodes = new ArrayList<ServerProcess>();
        try {
            for (int port : ports) {
                nodes.add(launch.sibling()
                        .with(Map.of("LEVQOR_CLUSTER_PORT", port + "", "LEVQOR_CLUSTER_MEMBERS", members))
                        .arguments("run", "--cluster")
                        .begin());
            }
            nodes.forEach(ServerProcess::awaitServing);
            for (ServerProcess node : nodes) {
                assertGreen(validate(node.client().base()));
            }
        } finally {
            nodes.forEach(ServerProcess::close);
        }
    }

    @Test
    void isGreenInProductionWithTheDefaultLimits() {
        Launch launch = Launch.node().with(Map.of("LEVQOR_PROFILE", "production", "LEVQOR_LIMITS_PER_IP", "20"));
        try (ServerProcess server = launch.start()) {
            assertGreen(validate(server.client().base()));
        }
    }

    @Test
    void leavesNothingButJobs() throws Exception {
        try (ServerProcess server =
                Launch.node().with("LEVQOR_WORKFLOWS_SAMPLES", "false").start()) {
            Client client = server.client();
            String secrets = client.get("/api/v1/callbacks/secrets").text();
            String workflows = client.get("/api/v1/workflows").text();
            validate(client.base());
            assertEquals(secrets, client.get("/api/v1/callbacks/secrets").text());
            assertEquals(workflows, client.get("/api/v1/workflows").text());
            assertEquals(
                    new JsonArray(), Client.ok(client.get("/api/v1/schedules")).getJsonArray("schedules"));
            for (Object key : Client.ok(client.get("/api/v1/keys")).getJsonArray("keys")) {
                assertEquals("revoked", ((JsonObject) key).getString("status"), key::toString);
            }
        }
    }

    /**
     * Many are broken at a time, and each must be blamed for its own answer, which a second broken one cannot cause. What
     * was not called, because it needs what a broken one makes, is broken again in a run without that one.
     */
    @Test
    void isRedWhenAnyOneOperationIsBroken() {
        try (ServerProcess server = Launch.node().start()) {
            Set<Operation> unnoticed = Catalog.operations().stream()
                    .filter(operation -> !operation.path().isEmpty())
                    .collect(Collectors.toSet());
            boolean some = true;
            while (some && !unnoticed.isEmpty()) {
                try (var proxy = new AlteringProxy(server.client().base(), Set.copyOf(unnoticed))) {
                    JsonObject result = validate(proxy.base());
                    assertFalse(result.getBoolean("green"));
                    Set<String> blamed = blamed(result);
                    Set<String> innocent = new TreeSet<>(blamed);
                    unnoticed.forEach(operation -> innocent.remove(operation.name()));
                    assertEquals(Set.of(), innocent, result::encodePrettily);
                    some = unnoticed.removeIf(operation -> blamed.contains(operation.name()));
                }
            }
            assertEquals(Set.of(), unnoticed);
        }
    }

    @Test
    void saysWhereThereIsNoServer() {
        var err = new StringWriter();
        int status = new Cli(Map.of(), new PrintWriter(new StringWriter(), true), new PrintWriter(err, true))
                .run("validate", "--key", "none", "--url", "http://127.0.0.1:" + TestPorts.free());
        assertEquals(1, status);
        assertTrue(err.toString().contains("Is the server running there?"), err::toString);
    }

    private static JsonObject validate(String url) {
        var out = new StringWriter();
        int status = new Cli(Map.of(), new PrintWriter(out, true), new PrintWriter(new StringWriter(), true))
                .run("validate", "--json", "--key", Launch.KEY, "--url", url);
        var result = new JsonObject(out.toString());
        assertEquals(result.getBoolean("green") ? 0 : 1, status);
        return result;
    }

    /** Those whose own answer was wrong. */
    private static Set<String> blamed(JsonObject result) {
        return result.getJsonArray("findings").stream()
                .map(JsonObject.class::cast)
                .filter(finding -> !finding.getBoolean("passed")
                        && !finding.getString("verdict").startsWith("not reached"))
                .map(finding -> finding.getString("operation"))
                .collect(Collectors.toSet());
    }

    private static void assertGreen(JsonObject result) {
        assertTrue(result.getBoolean("green"), result::encodePrettily);
        List<String> called = result.getJsonArray("findings").stream()
                .map(finding -> ((JsonObject) finding).getString("operation"))
                .toList();
        for (Operation operation : Catalog.operations()) {
            assertEquals(!operation.path().isEmpty(), called.contains(operation.name()), operation.name());
        }
        assertFalse(called.isEmpty());
    }
}
