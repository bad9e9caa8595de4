package ai.levqor.users;

import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.audit.AuditVerticle;
import ai.levqor.auth.AuthVerticle;
import ai.levqor.billing.BillingVerticle;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.connectors.ConnectorsVerticle;
import ai.levqor.contract.Schemas;
import ai.levqor.email.EmailVerticle;
import ai.levqor.jobs.JobsVerticle;
import ai.levqor.keys.KeysVerticle;
import ai.levqor.referrals.ReferralsVerticle;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with the users and who else keeps data of them, on one database, and a clock that the test moves. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class UsersCase {
    @TempDir
    Path dir;

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:00Z"));
    final Schemas schemas = new Schemas();
    final List<TestKernel> nodes = new ArrayList<>();
    private DatabaseUrl url;
    String referrals;

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

    @BeforeEach
    void start() throws Exception {
        url = database(dir);
        TestKernel node = startNode();
        referrals = node.deploy(new ReferralsVerticle(node.kernel()));
        node.deploy(new EmailVerticle(node.kernel()));
        node.deploy(new AuditVerticle(node.kernel()));
        node.deploy(new KeysVerticle(node.kernel()));
        node.deploy(new AuthVerticle(node.kernel()));
        node.deploy(new JobsVerticle(node.kernel()));
        node.deploy(new ConnectorsVerticle(node.kernel()));
        node.deploy(new BillingVerticle(node.kernel()));
        node.deploy(new ConnectorsVerticle(node.kernel()));
    }

    TestKernel startNode() throws Exception {
        var node = TestKernel.start(url, clock, schemas, Map.of("LEVQOR_HTTP_PUBLIC_URL", "https://levqor.example"));
        nodes.add(node);
        node.deploy(new UsersVerticle(node.kernel()));
        return node;
    }

    @AfterEach
    void close() {
        nodes.forEach(TestKernel::close);
    }

    TestKernel node() {
        return nodes.getFirst();
    }

    /** What the operation answers to one who may everything; it fits the schema. */
    JsonObject call(Operation operation, JsonObject input) throws Exception {
        JsonObject answer = node().call(operation, input);
        schemas.check(operation.reply(), answer);
        return answer;
    }

    Failure failure(Operation operation, JsonObject input) {
        return assertThrows(Failure.class, () -> node().call(operation, input));
    }

    static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    JsonObject upsert(String json) throws Exception {
        return call(Users.UPSERT, json(json));
    }

    /** The user after an upsert. */
    JsonObject user(String json) throws Exception {
        return upsert(json).getJsonObject("user");
    }

    static JsonObject id(JsonObject user) {
        return new JsonObject().put("user_id", user.getString("id"));
    }

    JsonObject patch(JsonObject user, String json) throws Exception {
        return call(Users.PATCH, id(user).mergeIn(json(json))).getJsonObject("user");
    }

    List<String> emails(String json) throws Exception {
        JsonArray users = call(Users.LIST, json(json)).getJsonArray("users");
        return users.stream()
                .map(user -> ((JsonObject) user).getString("email"))
                .toList();
    }
}
