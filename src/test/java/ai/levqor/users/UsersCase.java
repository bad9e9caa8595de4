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
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.referrals.ReferralsVerticle;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final Map<String, String> deployed = new HashMap<>();
    private DatabaseUrl url;

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

    @BeforeEach
    void start() throws Exception {
        url = database(dir);
        startNode();
        deploy("referrals", "email", "audit", "keys", "auth", "jobs", "connectors", "billing");
    }

    /** Starts actors on the first node. */
    void deploy(String... actors) throws Exception {
        for (String actor : actors) {
            deployed.put(actor, node().deploy(actor(actor, node().kernel())));
        }
    }

    /** Stops an actor of the first node. */
    void undeploy(String actor) throws Exception {
        TestKernel.get(node().vertx().undeploy(deployed.remove(actor)));
    }

    private static Actor actor(String name, Kernel kernel) {
        return switch (name) {
            case "referrals" -> new ReferralsVerticle(kernel);
            case "email" -> new EmailVerticle(kernel);
            case "audit" -> new AuditVerticle(kernel);
            case "keys" -> new KeysVerticle(kernel);
            case "auth" -> new AuthVerticle(kernel);
            case "jobs" -> new JobsVerticle(kernel);
            case "connectors" -> new ConnectorsVerticle(kernel);
            case "billing" -> new BillingVerticle(kernel);
            default -> throw new IllegalArgumentException(name);
        };
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
