package ai.levqor.email;

import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.Eventually;
import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with mails on one database, and a clock that the test moves. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class EmailCase {
    static final Caller FREE = caller("test_000000000001", "free", "email:*");
    static final Caller ENTERPRISE = caller("test_000000000003", "enterprise", "email:*");

    @TempDir
    Path dir;

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:10Z"));
    final Schemas schemas = new Schemas();
    final List<TestKernel> nodes = new ArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private DatabaseUrl url;

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

    @BeforeEach
    void open() {
        url = database(dir);
    }

    @AfterEach
    void close() throws Exception {
        nodes.forEach(TestKernel::close);
        TestKernel.get(vertx.close());
    }

    /** For the servers that mails go to. */
    Vertx vertx() {
        return vertx;
    }

    TestKernel node() {
        return nodes.getFirst();
    }

    /** Starts a node, with no transport unless the settings name one. */
    TestKernel start(String... settings) throws Exception {
        return start(null, settings);
    }

    TestKernel start(@Nullable TrustOptions trust, String... settings) throws Exception {
        Map<String, String> env = new HashMap<>();
        env.put("LEVQOR_MAIL_FROM", "Lévqor <no-reply@mail.example>");
        for (int i = 0; i < settings.length; i += 2) {
            env.put(settings[i], settings[i + 1]);
        }
        var node = TestKernel.start(url, clock, schemas, env);
        nodes.add(node);
        node.deploy(new EmailVerticle(node.kernel(), trust));
        return node;
    }

    static Caller caller(String id, String plan, String... scopes) {
        return new Caller(id, Set.of(scopes), "r-1", "", "", plan, 0);
    }

    static JsonObject mail() {
        return new JsonObject()
                .put("to", "ann@example.com")
                .put("subject", "Hello")
                .put("text", "Dear Ann.");
    }

    static JsonObject id(String id) {
        return new JsonObject().put("email_id", id);
    }

    /** What the operation answers to the service itself; it fits the schema. */
    JsonObject call(Operation operation, JsonObject input) throws Exception {
        return callAs(Caller.SYSTEM, operation, input);
    }

    JsonObject callAs(Caller caller, Operation operation, JsonObject input) throws Exception {
        JsonObject answer = TestKernel.get(node().kernel().bus().call(operation, input, caller));
        schemas.check(operation.reply(), answer);
        return answer;
    }

    Failure refused(Caller caller, Operation operation, JsonObject input) {
        return assertThrows(Failure.class, () -> callAs(caller, operation, input));
    }

    int used(Caller caller, String period) throws Exception {
        return callAs(caller, Email.USAGE, new JsonObject())
                .getJsonObject("emails")
                .getJsonObject(period)
                .getInteger("used");
    }

    String send(JsonObject mail) throws Exception {
        return call(Email.SEND, mail).getString("id");
    }

    JsonObject get(String id) throws Exception {
        return call(Email.GET, id(id));
    }

    /** Waits until the mail has this status; answers it. */
    JsonObject inStatus(String status, String id) throws Exception {
        Eventually.await(
                "the mail is " + status, () -> get(id).getString("status").equals(status));
        return get(id);
    }

    /** Waits until so many attempts have been stored; answers the mail. */
    JsonObject after(int attempts, String id) throws Exception {
        Eventually.await(
                attempts + " attempts are stored",
                () -> get(id).getJsonArray("attempts_log").size() == attempts);
        return get(id);
    }

    static JsonObject attempt(JsonObject mail, int number) {
        return mail.getJsonArray("attempts_log").getJsonObject(number - 1);
    }

    /** Moves the clock and lets the node look. */
    void advance(Duration duration) {
        clock.advance(duration);
        node().vertx().eventBus().send("email.wake", null);
    }

    static JsonArray strings(String... texts) {
        return new JsonArray(List.of(texts));
    }
}
