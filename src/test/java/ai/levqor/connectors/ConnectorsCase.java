package ai.levqor.connectors;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with the connectors on one database, a provider, and a look at everything that they log. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class ConnectorsCase {
    /** In every secret of these tests; nothing but the provider may see it. */
    static final String SECRET = "SECRET-";

    @TempDir
    Path dir;

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:00Z"));
    static Provider provider;
    private final Schemas schemas = new Schemas();
    private final List<TestKernel> nodes = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private CapturedLogs logs;
    private DatabaseUrl url;

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

    @BeforeAll
    static void startProvider() {
        provider = new Provider();
    }

    @AfterAll
    static void stopProvider() {
        provider.close();
    }

    @BeforeEach
    void startNode() throws Exception {
        provider.reset();
        logs = new CapturedLogs();
        url = database(dir);
        Files.createDirectories(dir.resolve("connectors"));
        start(Map.of());
    }

    /** A further node on the same database, with these settings. */
    TestKernel start(Map<String, String> settings) throws Exception {
        var env = new HashMap<String, String>();
        for (String name : List.of("SLACK", "GMAIL", "NOTION", "TELEGRAM")) {
            env.put("LEVQOR_CONNECTORS_" + name + "_URL", provider.url());
        }
        env.put("LEVQOR_CONNECTORS_GMAIL_TOKEN_URL", provider.url() + "/token");
        env.put("LEVQOR_CONNECTORS_GMAIL_CLIENT_ID", "levqor.apps");
        env.put("LEVQOR_CONNECTORS_GMAIL_CLIENT_SECRET", SECRET + "client");
        env.put("LEVQOR_CONNECTORS_FOLDER", dir.resolve("connectors").toString());
        env.put("LEVQOR_CONNECTORS_CIRCUIT_FAILURES", "3");
        env.putAll(settings);
        var node = TestKernel.start(url, clock, schemas, env);
        nodes.add(node);
        node.deploy(new ConnectorsVerticle(node.kernel()));
        return node;
    }

    @AfterEach
    void close() {
        try {
            assertFalse(logs.text().contains(SECRET), "a secret is in the logs");
            told.forEach(text -> assertFalse(text.contains(SECRET), text));
        } finally {
            logs.close();
            nodes.forEach(TestKernel::close);
        }
    }

    TestKernel node() {
        return nodes.getFirst();
    }

    JsonObject call(Operation operation, JsonObject input) throws Exception {
        JsonObject answer = node().call(operation, input);
        told.add(answer.encode());
        return answer;
    }

    JsonObject call(String connector, String action, JsonObject credentials, JsonObject params) throws Exception {
        return call(Connectors.CALL, input(connector, action, credentials, params));
    }

    static JsonObject input(String connector, String action, JsonObject credentials, JsonObject params) {
        return new JsonObject()
                .put("name", connector)
                .put("action", action)
                .put("credentials", credentials)
                .put("params", params);
    }

    Failure failure(Operation operation, JsonObject input) {
        Failure failure = assertThrows(Failure.class, () -> node().call(operation, input));
        told.add(failure.json().encode() + failure);
        return failure;
    }

    JsonObject post(JsonObject credentials) throws Exception {
        return call(
                "slack",
                "post_message",
                credentials,
                new JsonObject().put("channel", "C1").put("text", "x"));
    }

    Failure failedPost(JsonObject credentials) {
        return failure(
                Connectors.CALL,
                input(
                        "slack",
                        "post_message",
                        credentials,
                        new JsonObject().put("channel", "C1").put("text", "x")));
    }

    JsonObject labels(JsonObject credentials) throws Exception {
        return call("gmail", "list_labels", credentials, new JsonObject());
    }

    static JsonObject token(String suffix) {
        return new JsonObject().put("token", SECRET + suffix);
    }

    static JsonObject stored(String name) {
        return new JsonObject().put("stored", name);
    }

    JsonObject put(String connector, String name, JsonObject credentials) throws Exception {
        return call(
                Connectors.PUT_CREDENTIAL,
                new JsonObject().put("name", connector).put("credential", name).put("credentials", credentials));
    }

    void posted() {
        provider.answer(
                200, new JsonObject().put("ok", true).put("channel", "C1").put("ts", "1.2"));
    }

    void labelled() {
        provider.answer(200, new JsonObject().put("labels", new JsonArray()));
    }

    void unauthorised() {
        provider.answer(
                401,
                new JsonObject().put("error", new JsonObject().put("code", 401).put("message", "expired")));
    }
}
