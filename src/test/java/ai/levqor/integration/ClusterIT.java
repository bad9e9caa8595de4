package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Failure;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** HTTP in one process, jobs in another, and somebody else's application beside them on the event bus. */
@TestMethodOrder(OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // set before the first test
class ClusterIT {
    private static final JsonObject WRONG = Client.job("", new JsonObject());

    private static final ClusterPorts PORTS = ClusterPorts.free();
    private static Launch jobsLaunch;
    private static ServerProcess jobs;
    private static ServerProcess http;
    private static BusPeer peer;

    @BeforeAll
    static void start() throws Exception {
        Launch launch = Launch.on(Store.POSTGRES).shortLease().with("LEVQOR_BUS_REQUEST_TIMEOUT", "5s");
        jobsLaunch = PORTS.first(launch.arguments("run", "--only", "keys,jobs,workers,callbacks", "--cluster"));
        jobs = jobsLaunch.start();
        http = PORTS.second(launch.sibling().arguments("run", "--only", "http", "--cluster"))
                .start();
        peer = new BusPeer(PORTS.members());
    }

    @AfterAll
    static void stop() throws Exception {
        peer.close();
        http.close();
        jobs.close();
    }

    private static DeliveryOptions withKey() {
        return new DeliveryOptions().addHeader("api-key", Launch.KEY).setSendTimeout(10_000);
    }

    private static JsonObject call(String address, JsonObject input, DeliveryOptions options) throws Exception {
        return BusPeer.get(peer.bus().<JsonObject>request(address, input, options))
                .body();
    }

    private static Failure refused(String address, JsonObject input, DeliveryOptions options) {
        var failed = assertThrows(ExecutionException.class, () -> call(address, input, options));
        return assertInstanceOf(Failure.class, failed.getCause());
    }

    @Test
    @Order(1)
    void aPlainBusClientSubmitsAsAnHttpClientDoes() throws Exception {
        JsonObject accepted = call("jobs.submit", Client.job("echo", new JsonObject().put("from", "bus")), withKey());
        assertEquals("queued", accepted.getString("status"));
        JsonObject ended = http.client().await(accepted.getString("job_id"), "succeeded");
        assertEquals(new JsonObject().put("from", "bus"), ended.getJsonObject("result"));
        var asked = new JsonObject().put("job_id", accepted.getString("job_id"));
        assertEquals(ended, call("jobs.status", asked, new DeliveryOptions()));
    }

    @Test
    @Order(2)
    void aBusClientThatKnowsTheFailuresGetsThemWhole() throws Exception {
        BusClient.register(peer.vertx());
        var overHttp = http.client().post("/api/v1/intake", WRONG);
        assertEquals(400, overHttp.status());
        Failure overBus = refused("jobs.submit", WRONG, withKey());
        assertEquals(400, overBus.failureCode());
        JsonObject detail = overHttp.json().getJsonArray("details").getJsonObject(0);
        assertEquals(detail, new JsonObject().put("field", overBus.field()).put("message", overBus.getMessage()));

        JsonObject job = Client.job("echo", new JsonObject());
        assertEquals(403, refused("jobs.submit", job, new DeliveryOptions()).failureCode());
        var wrongKey = new DeliveryOptions().addHeader("api-key", "wrong-key-wrong-key");
        assertEquals(403, refused("jobs.submit", job, wrongKey).failureCode());
        var unknown = new JsonObject().put("job_id", "none");
        Failure notFound = refused("jobs.status", unknown, new DeliveryOptions());
        assertEquals(404, notFound.failureCode());
        assertEquals(unknown, notFound.details());
    }

    @Test
    @Order(3)
    void anyConsumerOnTheBusIsAWorker() throws Exception {
        String id = http.client().submit("it.greets", new JsonObject().put("name", "Ann"));
        BusPeer.get(peer.bus()
                .<JsonObject>consumer(
                        "workers.it.greets",
                        message -> message.reply(new JsonObject()
                                .put(
                                        "greeting",
                                        "Hello "
                                                + message.body()
                                                        .getJsonObject("payload")
                                                        .getString("name"))
                                .put("attempt", message.body().getInteger("attempt"))))
                .completion());
        peer.bus().publish("workers.changed", new JsonObject());
        JsonObject result = http.client().await(id, "succeeded").getJsonObject("result");
        assertEquals(new JsonObject().put("greeting", "Hello Ann").put("attempt", 1), result);
    }

    @Test
    @Order(4)
    void aCallToANodeThatDiesEndsWhenTheClusterSeesIt() throws Exception {
        // Long timeouts, so that an early answer is none of theirs.
        Launch launch = Launch.on(Store.POSTGRES)
                .with("LEVQOR_BUS_REQUEST_TIMEOUT", "5m")
                .with("LEVQOR_HTTP_REQUEST_TIMEOUT", "5m");
        ClusterPorts ports = ClusterPorts.free();
        try (ServerProcess serving = ports.first(launch.arguments("run", "--only", "keys,jobs,audit", "--cluster"))
                        .start();
                ServerProcess edge = ports.second(launch.sibling().arguments("run", "--only", "http", "--cluster"))
                        .start();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Client client = edge.client();
            assertEquals(200, client.get("/api/v1/jobs").status());
            serving.freeze(); // it has the call, and never answers
            var answer = threads.submit(() -> client.get("/api/v1/jobs"));
            serving.kill();
            assertEquals(503, answer.get().status(), answer.get()::text);
            assertEquals("unavailable", answer.get().json().getString("error"));
            assertTrue(answer.get().headers().firstValueAsLong("Retry-After").orElse(0) >= 1);
        }
    }

    @Test
    @Order(5)
    void withoutAJobsNodeHttpSaysSoAndRecoversWithTheNextOne() throws Exception {
        Client client = http.client();
        String before = client.submit("nobody.survives", new JsonObject());
        jobs.kill();
        // A call that is on its way to the node when it dies ends with its timeout; the ones after it at once.
        Eventually.await("HTTP notices", Duration.ofSeconds(60), () -> {
            var answer = client.post("/api/v1/intake", Client.job("echo", new JsonObject()));
            assertTrue(answer.status() >= 503, answer.text());
            return answer.status() == 503;
        });
        long asked = System.nanoTime();
        assertEquals(
                503,
                client.post("/api/v1/intake", Client.job("echo", new JsonObject()))
                        .status());
        assertTrue(Duration.ofNanos(System.nanoTime() - asked).toSeconds() < 5);
        var unavailable = client.get("/api/v1/status/" + before);
        assertEquals(503, unavailable.status());
        assertEquals("unavailable", unavailable.json().getString("error"));
        assertTrue(unavailable.headers().firstValueAsLong("Retry-After").orElse(0) >= 1);
        assertEquals(200, client.get("/health").status());

        jobs = jobsLaunch.start();
        Eventually.await(
                "intake works again",
                Duration.ofSeconds(60),
                () -> client.post("/api/v1/intake", Client.job("echo", new JsonObject()))
                                .status()
                        == 202);
        assertEquals("queued", client.status(before).getString("status"));
        client.await(client.submit("echo", new JsonObject()), "succeeded");
    }
}
