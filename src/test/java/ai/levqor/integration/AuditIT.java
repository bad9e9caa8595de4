package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.cli.Cli;
import ai.levqor.config.Settings;
import ai.levqor.contract.Catalog;
import ai.levqor.contract.Schemas;
import ai.levqor.node.Node;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call of every operation that writes leaves its row, by whatever way it came. */
@SuppressWarnings("NullAway.Init") // set up before the tests
class AuditIT {
    private static final Schemas SCHEMAS = new Schemas();
    private static final Launch LAUNCH = Launch.node();
    private static Node node;
    private static Client client;

    @BeforeAll
    static void start() throws IOException {
        node = Node.start(Settings.load(environment(LAUNCH)), Set.of(), false);
        client = new Client("http://127.0.0.1:" + LAUNCH.port(), Launch.KEY);
    }

    @AfterAll
    static void stop() throws Exception {
        node.stop().toCompletionStage().toCompletableFuture().get();
    }

    private static Map<String, String> environment(Launch launch) {
        var env = new HashMap<>(launch.settings());
        env.put("LEVQOR_DATA_DIR", launch.data().toString());
        env.put("LEVQOR_HTTP_PORT", Integer.toString(launch.port()));
        return env;
    }

    static Stream<Operation> commands() {
        return Catalog.operations().stream().filter(Operation::writes);
    }

    /** Those that not everybody may call. */
    static Stream<Operation> guarded() {
        return commands().filter(operation -> operation.scope() != null);
    }

    private static JsonObject example(Operation operation) {
        return SCHEMAS.examples(operation.request()).getFirst();
    }

    private static JsonObject row(String request) throws Exception {
        List<JsonObject> rows = rows("").filter(
                        row -> row.getString("request_id").equals(request))
                .toList();
        assertEquals(1, rows.size(), () -> "rows of request " + request + ": " + rows);
        return rows.getFirst();
    }

    private static Stream<JsonObject> rows(String query) throws Exception {
        JsonArray entries =
                Client.ok(client.get("/api/v1/audit?limit=200" + query)).getJsonArray("entries");
        return entries.stream().map(JsonObject.class::cast);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void overHttp(Operation operation) throws Exception {
        JsonObject input = example(operation);
        String path = operation.path();
        for (String parameter : operation.pathParameters()) {
            path = path.replace("{" + parameter + "}", input.remove(parameter).toString());
        }
        String request = "http-" + operation.name();
        var answer = client.send(
                operation.method(),
                path,
                BodyPublishers.ofString(input.encode()),
                "X-Request-Id",
                request,
                "User-Agent",
                "walker/1");
        JsonObject row = row(request);
        assertEquals(operation.name(), row.getString("operation"));
        assertEquals(answer.status() == operation.status() ? "ok" : code(answer.json()), row.getString("outcome"));
        assertTrue(row.getString("caller").startsWith("key_"), row::encode);
        assertEquals("127.0.0.1", row.getString("address"));
        assertEquals("walker/1", row.getString("user_agent"));
        assertTrue(Math.abs(row.getDouble("at") - System.currentTimeMillis() / 1000.0) < 60, row::encode);
    }

    /** The code of an error, whose body has the form of its family of paths. */
    private static String code(JsonObject body) {
        return body.getValue("error") instanceof JsonObject error
                ? error.getString("code").toLowerCase(Locale.ROOT)
                : body.getString("error");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void overTheBus(Operation operation) throws Exception {
        String request = "bus-" + operation.name();
        var options = new DeliveryOptions().addHeader("api-key", Launch.KEY).addHeader("request", request);
        String outcome = outcome(operation, options);
        JsonObject row = row(request);
        assertEquals(operation.name(), row.getString("operation"));
        assertEquals(outcome, row.getString("outcome"));
        assertEquals("bus", row.getString("address"));
    }

    private static String outcome(Operation operation, DeliveryOptions options) throws Exception {
        try {
            BusPeer.get(node.kernel().vertx().eventBus().request(operation.name(), example(operation), options));
            return "ok";
        } catch (ExecutionException e) {
            return e.getCause() instanceof Failure failure ? failure.code().wire() : String.valueOf(e.getCause());
        }
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void whoMayNotLeavesItsRowToo(Operation operation) throws Exception {
        String request = "narrow-" + operation.name();
        var reader = new Caller("reader", Set.of("nothing:read"), request, "::1");
        var refused = node.kernel().bus().call(operation, example(operation), reader);
        Eventually.await("it is refused", refused::failed);
        assertEquals(Code.FORBIDDEN, ((Failure) refused.cause()).code());
        assertEquals("forbidden", row(request).getString("outcome"));
    }

    @Test
    void theSubjectIsWhatWasMadeOrMeant() throws Exception {
        String job = client.submit("nobody", new JsonObject());
        assertEquals(
                job, rows("&operation=jobs.submit").findFirst().orElseThrow().getString("subject"));
        client.post("/api/v1/jobs/" + job + "/cancel", new JsonObject());
        JsonObject cancelled =
                rows("&operation=jobs.cancel&outcome=ok").findFirst().orElseThrow();
        assertEquals(job, cancelled.getString("subject"));
        client.send("DELETE", "/api/v1/connectors/slack/credentials/of-nobody", BodyPublishers.noBody());
        assertEquals(1, rows("&subject=slack/of-nobody").count());
    }

    /** Whom and what it was about, where neither path nor answer have the id; never the address, which would outlive it. */
    @Test
    void theSubjectIsAnAccountAUserOrAVersion() throws Exception {
        String link = levqor(0, "admin", "create", "new-admin@example.com");
        JsonObject made = rows("&operation=auth.create_admin").findFirst().orElseThrow();
        JsonObject account = Client.ok(client.get("/api/v1/accounts/" + made.getString("subject")));
        assertEquals("new-admin@example.com", account.getString("email"));
        assertEquals("admin", account.getString("role"));

        String source = example(Catalog.operation("workflows.create").orElseThrow())
                .getString("source")
                .replace("name: hello", "name: audited");
        client.post("/api/v1/workflows", new JsonObject().put("source", source));
        assertEquals(
                1,
                rows("&operation=workflows.create&outcome=ok&subject=audited/1.0.0")
                        .count());

        client.post("/billing/create-portal-session", new JsonObject().put("user_id", "who-pays-nothing"));
        assertEquals(
                1, rows("&operation=billing.portal&subject=who-pays-nothing").count());

        String all = client.get("/api/v1/audit?limit=200").text();
        assertTrue(!all.contains("new-admin@example.com") && !all.contains(link.strip()), all);
    }

    @Test
    void neitherBodiesNorKeysAreKept() throws Exception {
        client.submit("nobody", new JsonObject().put("password", "swordfish-91"));
        client.send("POST", "/api/v1/intake?token=swordfish-91", BodyPublishers.ofString("swordfish-91"));
        String all = client.get("/api/v1/audit?limit=200").text();
        assertTrue(!all.contains("swordfish-91") && !all.contains(Launch.KEY), all);
    }

    @Test
    void whatIsNoJsonLeavesTheRowOfTheRefusal() throws Exception {
        client.send("POST", "/api/v1/intake", BodyPublishers.ofString("{"), "X-Request-Id", "broken-body");
        assertEquals("invalid_request", row("broken-body").getString("outcome"));
        client.send(
                "POST",
                "/api/v1/intake",
                BodyPublishers.ofString("a=b"),
                "X-Request-Id",
                "form",
                "Content-Type",
                "text/plain");
        assertEquals("unsupported_media_type", row("form").getString("outcome"));
    }

    @Test
    void aStrangerLeavesNoRowButIsCounted() throws Exception {
        int before = Client.ok(client.get("/api/v1/audit/coverage")).getInteger("refused");
        assertEquals(403, client.as("").post("/api/v1/intake", new JsonObject()).status());
        assertEquals(
                403, client.as("wrong").post("/api/v1/intake", new JsonObject()).status());
        assertEquals(
                400,
                client.as("")
                        .get("/api/v1/connectors/callback?state=made-up&code=1")
                        .status());
        Eventually.await(
                "the strangers are counted",
                () -> Client.ok(client.get("/api/v1/audit/coverage")).getInteger("refused") >= before + 3);
        assertEquals(0, rows("&caller=anonymous").count());
        assertEquals(100, Client.ok(client.get("/api/v1/audit/coverage")).getInteger("audit_coverage"));
    }

    @Test
    void listsPageByPageAndNarrow() throws Exception {
        for (int i = 0; i < 3; i++) {
            client.submit("nobody", new JsonObject());
        }
        JsonObject first = Client.ok(client.get("/api/v1/audit?limit=2&operation=jobs.submit"));
        JsonObject second = Client.ok(
                client.get("/api/v1/audit?limit=2&operation=jobs.submit&cursor=" + first.getString("next_cursor")));
        long last = first.getJsonArray("entries").getJsonObject(1).getLong("seq");
        assertTrue(second.getJsonArray("entries").getJsonObject(0).getLong("seq") < last);
        assertEquals(0, rows("&from=99999999999").count());
        assertEquals(0, rows("&to=1").count());
        assertEquals(400, client.get("/api/v1/audit?cursor=eHh4").status());
        assertEquals(403, client.as("").get("/api/v1/audit").status());
    }

    @Test
    void theCommandLineReadsTheSameTrail() throws Exception {
        client.submit("nobody", new JsonObject());
        assertTrue(Client.ok(client.get("/api/v1/audit/verify")).getBoolean("intact"));
        JsonObject verified = new JsonObject(levqor(0, "audit", "verify", "--json"));
        assertTrue(verified.getBoolean("intact") && verified.getInteger("rows") > 0, verified::encode);
        assertTrue(levqor(0, "audit", "verify").startsWith("intact: "));
        var listed = new JsonArray(levqor(0, "audit", "list", "--json", "--operation", "jobs.submit", "--limit", "1"));
        assertEquals("jobs.submit", listed.getJsonObject(0).getString("operation"));
        assertTrue(levqor(0, "audit", "list").contains("jobs.submit"));
    }

    /** Several machines may work on one database. */
    @Test
    void aCommandSaysOnWhichMachineItRan() throws Exception {
        levqor(0, "keys", "create", "--name", "one", "--scopes", "jobs:read");
        JsonObject made = rows("&operation=keys.create&outcome=ok&caller=cli:" + System.getProperty("user.name"))
                .findFirst()
                .orElseThrow();
        assertEquals(hostname(), made.getString("address"));
        assertTrue(made.getString("user_agent").matches("levqor-cli/[^ ]+"), made::encode);
    }

    private static String hostname() throws IOException {
        var uname = new ProcessBuilder("uname", "-n").start();
        try (var out = uname.inputReader()) {
            return out.readLine();
        }
    }

    @Test
    void aDatabaseOfAnOlderVersionIsNamed() throws Exception {
        Launch older = Launch.node();
        Map<String, String> env = environment(older);
        assertTrue(levqor(env, 1, "audit", "verify").startsWith("There is no database "));
        assertTrue(levqor(env, 1, "migrate", "--check").contains("are missing"));
        assertTrue(levqor(env, 1, "audit", "verify").contains("levqor migrate"));
        assertTrue(new JsonObject(levqor(env, 0, "migrate", "--json")).getInteger("applied") > 0);
        assertEquals(
                "0 migrations applied; up to date", levqor(env, 0, "migrate").strip());
        assertTrue(levqor(env, 0, "audit", "verify").startsWith("intact: 0 rows"));
    }

    private static String levqor(int status, String... arguments) {
        return levqor(environment(LAUNCH), status, arguments);
    }

    private static String levqor(Map<String, String> env, int status, String... arguments) {
        var out = new StringWriter();
        var cli = new Cli(env, new PrintWriter(out), new PrintWriter(out));
        assertEquals(status, cli.run(arguments), out::toString);
        return out.toString();
    }

    @ParameterizedTest
    @EnumSource(Store.class)
    void noAnswerWithoutItsRowWhenTheProcessIsKilled(Store store) throws Exception {
        Launch launch = Launch.on(store);
        var answered = new ConcurrentLinkedQueue<String>();
        try (var server = launch.start()) {
            Client doomed = server.client();
            List<Thread> clients = Stream.generate(
                            () -> Thread.ofVirtual().start(() -> submitUntilItEnds(doomed, answered)))
                    .limit(16)
                    .toList();
            Eventually.await("enough are answered", () -> answered.size() > 200);
            server.kill();
            for (Thread one : clients) {
                one.join();
            }
        }
        try (var server = launch.start()) {
            var audited = new HashSet<String>();
            String cursor = "";
            while (cursor != null) {
                JsonObject page = Client.ok(server.client().get("/api/v1/audit?limit=200" + cursor));
                page.getJsonArray("entries").forEach(row -> audited.add(((JsonObject) row).getString("subject")));
                cursor = page.getString("next_cursor") == null ? null : "&cursor=" + page.getString("next_cursor");
            }
            assertTrue(audited.containsAll(answered));
            assertTrue(Client.ok(server.client().get("/api/v1/audit/verify")).getBoolean("intact"));
        }
    }

    private static void submitUntilItEnds(Client client, Queue<String> answered) {
        try {
            while (true) {
                answered.add(client.submit("nobody", new JsonObject()));
            }
        } catch (IOException | AssertionError | InterruptedException killed) {
            assertTrue(!answered.isEmpty());
        }
    }
}
