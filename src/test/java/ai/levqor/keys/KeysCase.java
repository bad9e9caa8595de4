package ai.levqor.keys;

import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with the keys on one database, which hear nothing of each other, and a clock that the test moves. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class KeysCase {
    @TempDir
    Path dir;

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:00Z"));
    final Schemas schemas = new Schemas();
    private final List<TestKernel> nodes = new ArrayList<>();
    private DatabaseUrl url;
    String deployment;

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

    @BeforeEach
    void startNode() throws Exception {
        url = database(dir);
        start();
    }

    @AfterEach
    void close() {
        nodes.forEach(TestKernel::close);
    }

    TestKernel node() {
        return nodes.getFirst();
    }

    TestKernel start() throws Exception {
        var node = TestKernel.start(url, clock, schemas, Map.of());
        nodes.add(node);
        deployment = node.deploy(new KeysVerticle(node.kernel()));
        return node;
    }

    /** What the operation answers to one who may everything; it fits the schema. */
    JsonObject call(Operation operation, JsonObject input) throws Exception {
        JsonObject answer = node().call(operation, input);
        schemas.check(operation.reply(), answer);
        return answer;
    }

    JsonObject callAs(Caller caller, Operation operation, JsonObject input) throws Exception {
        return TestKernel.get(node().kernel().bus().call(operation, input, caller));
    }

    static Caller may(String... scopes) {
        return new Caller("test_0123456789ab", Set.of(scopes), "r-1", "");
    }

    static JsonObject key(String... scopes) {
        return new JsonObject().put("name", "shop").put("scopes", new JsonArray(List.of(scopes)));
    }

    static JsonObject id(JsonObject key) {
        return new JsonObject().put("key_id", key.getString("key_id"));
    }

    JsonObject create(String... scopes) throws Exception {
        return call(Keys.CREATE, key(scopes));
    }

    JsonObject get(JsonObject key) throws Exception {
        return call(Keys.GET, id(key));
    }

    Failure failure(Operation operation, JsonObject input) {
        return assertThrows(Failure.class, () -> node().call(operation, input));
    }

    /** Who presents the key's text at the first node. */
    Caller present(JsonObject key) throws Exception {
        return present(node(), key);
    }

    static Caller present(TestKernel node, JsonObject key) throws Exception {
        return TestKernel.get(node.kernel().keys().authenticate(key.getString("key")));
    }

    Code refused(JsonObject key) {
        return assertThrows(Failure.class, () -> present(key)).code();
    }
}
