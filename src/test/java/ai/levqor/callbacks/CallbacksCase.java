package ai.levqor.callbacks;

import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.Eventually;
import ai.levqor.OnDatabase;
import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Failure;
import ai.levqor.contract.Schemas;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import ai.levqor.sql.Uuid7;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on one database, a receiver, and a clock that the test moves. */
abstract class CallbacksCase implements OnDatabase {
    static final String BODY = "{\"type\":\"job.succeeded\",\"data\":{\"text\":\"übermäßig  €\"}}";

    private static final Sql DELIVER = Sql.of("""
            insert into callback_deliveries (id, job_id, url, body, state, next_at, created_at)
            values (#{id}, #{job}, #{url}, #{body}, 'pending', #{at}, #{at})
            """);

    static final DeploymentOptions VIRTUAL = new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);

    @TempDir
    Path dir;

    // The library that checks signatures goes by the real time. HTTP dates and answers are whole seconds.
    final SettableClock clock = new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    final Uuid7 ids = new Uuid7(clock);
    final List<TestKernel> nodes = new ArrayList<>();

    DatabaseUrl url;
    TestReceiver receiver;

    @BeforeEach
    void open() throws Exception {
        url = database(dir);
        start(Map.of());
        receiver = new TestReceiver(node().vertx());
    }

    @AfterEach
    void close() throws Exception {
        for (TestKernel node : nodes) {
            node.close();
        }
    }

    TestKernel node() {
        return nodes.getFirst();
    }

    /** Starts one more node, with nothing deployed. */
    TestKernel start(Map<String, String> settings) {
        Map<String, String> env = new HashMap<>(Map.of("LEVQOR_CALLBACKS_TIMEOUT", "10s"));
        env.putAll(settings);
        var node = TestKernel.start(url, clock, new Schemas(), env);
        nodes.add(node);
        return node;
    }

    String deploy() throws Exception {
        return deploy(node());
    }

    static String deploy(TestKernel node) throws Exception {
        return node.deploy(new CallbacksVerticle(node.kernel()));
    }

    /** Stores a delivery as an ending job does, and wakes the node; answers the job's id. */
    String deliver(String to) throws Exception {
        String job = store(to);
        wake();
        return job;
    }

    String store(String to) throws Exception {
        UUID job = ids.next();
        TestKernel.get(node().kernel()
                .database()
                .update(
                        DELIVER,
                        Params.of("id", ids.next())
                                .and("job", job)
                                .and("url", to)
                                .and("body", BODY)
                                .and("at", clock.millis())));
        return job.toString();
    }

    void wake() {
        node().vertx().eventBus().send("callbacks.wake", null);
    }

    /** Moves the clock and lets the node look. */
    void advance(Duration duration) {
        clock.advance(duration);
        wake();
    }

    JsonObject delivery(String job) throws Exception {
        return deliveries(job).getJsonObject(0);
    }

    JsonArray deliveries(String job) throws Exception {
        return node().call(Callbacks.LOG, job(job)).getJsonArray("deliveries");
    }

    /** Waits until {@code attempts} attempts at the callback of a job have been stored; answers the delivery. */
    JsonObject after(int attempts, String job) throws Exception {
        Eventually.await(
                attempts + " attempts are stored",
                () -> delivery(job).getJsonArray("attempts").size() == attempts);
        return delivery(job);
    }

    JsonObject inState(String state, String job) throws Exception {
        Eventually.await(
                "the delivery is " + state,
                () -> delivery(job).getString("state").equals(state));
        return delivery(job);
    }

    static Failure failure(Executable call) {
        return assertThrows(Failure.class, call);
    }

    static JsonObject job(String id) {
        return new JsonObject().put("job_id", id);
    }

    JsonObject replay(String job) throws Exception {
        return node().call(Callbacks.REPLAY, job(job));
    }

    JsonObject endpoint() throws Exception {
        return node().call(Callbacks.ENDPOINTS, new JsonObject())
                .getJsonArray("endpoints")
                .getJsonObject(0);
    }

    JsonObject enable(String endpoint) throws Exception {
        return node().call(Callbacks.ENABLE, new JsonObject().put("url", endpoint));
    }
}
