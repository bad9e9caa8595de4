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
    private static final String LEAVES = "it would call somebody outside, perhaps for money";
    private static final String SESSION = "a key is nobody who is signed in, and that is what the operation says";
    private static final String SHARED = "it changes what all others use";
    private static final String NONE = "the database has no such thing, and is asked";

    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("activity.log", "no job of its own runs for sure, and the database says so"),
            Map.entry("activity.progress", "no job of its own runs for sure, and the database says so"),
            Map.entry("ai.chat", LEAVES),
            Map.entry("auth.bind_session", SESSION),
            Map.entry("auth.code", "nobody but the mail has the code, and the database is asked for its link"),
            Map.entry("auth.end_session", SESSION),
            Map.entry("auth.session", SESSION),
            Map.entry("auth.sessions", SESSION),
            Map.entry("auth.sign_out", SESSION),
            Map.entry("auth.sign_out_everywhere", SESSION),
            Map.entry("billing.checkout", LEAVES),
            Map.entry("billing.customer", NONE),
            Map.entry("billing.invoices", NONE),
            Map.entry("billing.portal", LEAVES),
            Map.entry("billing.replay", NONE),
            Map.entry("billing.webhook", "only Stripe can sign an event"),
            Map.entry("callbacks.enable", NONE),
            Map.entry("callbacks.replay", NONE),
            Map.entry("callbacks.rotate", SHARED),
            Map.entry("connectors.authorize", LEAVES),
            Map.entry("connectors.call", LEAVES),
            Map.entry("connectors.finish", LEAVES),
            Map.entry("connectors.rotate", SHARED));

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
            assertGreen(validate(nodes.getLast().client().base()));
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
    void isGreenInProductionThatSignsPeopleIn() {
        Launch launch = Launch.node()
                .with(Map.of("LEVQOR_PROFILE", "production", "LEVQOR_HTTP_PUBLIC_URL", "https://levqor.example.com"));
        try (ServerProcess server = launch.start()) {
            JsonObject result = validate(server.client().base());
            assertGreen(result);
            Set<String> refused = new TreeSet<>(refused(result));
            refused.removeAll(REFUSED.keySet());
            assertEquals(Set.of(), refused);
        }
    }

    @Test
    void leavesNothingButJobs() throws Exception {
        try (ServerProcess server =
                Launch.node().with("LEVQOR_WORKFLOWS_SAMPLES", "false").start()) {
            Client client = server.client();
            List<String> before = left(client);
            assertGreen(validate(client.base()));
            assertEquals(before, left(client));
            for (Object key : Client.ok(client.get("/api/v1/keys")).getJsonArray("keys")) {
                assertEquals("revoked", ((JsonObject) key).getString("status"), key::toString);
            }
        }
    }

    /** What a run could leave behind, list by list. */
    private static List<String> left(Client client) throws Exception {
        var lists = new ArrayList<String>();
        for (String path : List.of(
                "callbacks/secrets",
                "callbacks/endpoints",
                "workflows",
                "schedules",
                "queues",
                "budgets",
                "accounts",
                "users/list",
                "referrals",
                "connectors/credentials",
                "jobs?state=queued")) {
            lists.add(Client.ok(client.get("/api/v1/" + path)).encode());
        }
        lists.add(Client.ok(client.get("/api/email")).encode());
        return lists;
    }

    @Test
    void aRedRunLeavesNoJobThatWaits() throws Exception {
        try (ServerProcess server = Launch.node().start();
                var proxy = new AlteringProxy(server.client().base(), Set.of(operation("jobs.submit")))) {
            assertTrue(blamed(validate(proxy.base())).contains("jobs.submit"));
            Client client = server.client();
            assertEquals(
                    new JsonArray(),
                    Client.ok(client.get("/api/v1/jobs?state=queued")).getJsonArray("jobs"));
            assertEquals(
                    new JsonArray(), Client.ok(client.get("/api/v1/queues")).getJsonArray("queues"));
        }
    }

    /** No other operation is refused only, and these for a reason. */
    @Test
    void callsAllButAFewToTheEnd() {
        try (ServerProcess server = Launch.node().start()) {
            assertEquals(
                    new TreeSet<>(REFUSED.keySet()),
                    refused(validate(server.client().base())));
        }
    }

    @Test
    void isRedWhenAProbeOrTheMetricsAreBroken() {
        var paths = Set.of("/livez", "/readyz", "/metrics", "/api/metrics");
        try (ServerProcess server = Launch.node().start();
                var proxy = new AlteringProxy(server.client().base(), Set.of(), paths)) {
            assertEquals(
                    Set.of("service.live", "service.ready", "service.metrics", "service.metrics_api"),
                    blamed(validate(proxy.base())));
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

    static JsonObject validate(String url) {
        var out = new StringWriter();
        int status = new Cli(Map.of(), new PrintWriter(out, true), new PrintWriter(new StringWriter(), true))
                .run("validate", "--json", "--key", Launch.KEY, "--url", url);
        var result = new JsonObject(out.toString());
        assertEquals(result.getBoolean("green") ? 0 : 1, status);
        return result;
    }

    private static Operation operation(String name) {
        return Catalog.operation(name).orElseThrow();
    }

    private static Set<String> refused(JsonObject result) {
        return result.getJsonArray("findings").stream()
                .map(JsonObject.class::cast)
                .filter(finding -> finding.getString("verdict").startsWith("refused"))
                .map(finding -> finding.getString("operation"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those whose own answer was wrong. */
    static Set<String> blamed(JsonObject result) {
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
