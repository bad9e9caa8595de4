package ai.levqor.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // set up before each test
class ReceiverTest {
    private static final Operation OPEN = Operation.query("test.open", "Anybody may")
            .get("/open")
            .request("any")
            .reply(200, "ok")
            .fails();
    private static final Operation GUARDED = Operation.command("test.guarded", "Needs a scope")
            .post("/guarded")
            .request("any")
            .reply(200, "ok")
            .requires("test:write")
            .fails();
    private static final Operation WRITE = Operation.command("test.write", "Leaves a record")
            .post("/write")
            .request("any")
            .reply(200, "ok")
            .requires("test:write")
            .fails();
    private static final Caller READER = new Caller("reader", Set.of("test:read"), "r1", "::1");
    private static final Caller WRITER = new Caller("writer", Set.of("test:*"), "r1", "::1");

    private final Vertx vertx = Vertx.vertx();
    private final BusClient client = new BusClient(vertx, Duration.ofSeconds(5));
    private final List<Promise<Void>> gates = new ArrayList<>();
    private Receiver receiver;

    @BeforeEach
    void deploy() throws Exception {
        BusClient.register(vertx);
        get(vertx.deployVerticle(
                new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        receiver = new Receiver(vertx, ReceiverTest::validate, ReceiverTest::authenticate, 2);
                        return Future.all(
                                receiver.on(OPEN, Request::input, ReceiverTest.this::handle),
                                receiver.on(
                                        GUARDED,
                                        Request::caller,
                                        caller -> () -> new JsonObject()
                                                .put("caller", caller.id())
                                                .put("request", caller.request())));
                    }
                },
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    }

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    private static void validate(String schema, JsonObject input) {
        if (input.containsKey("bad")) {
            throw Failure.invalid("bad", "is not a known field");
        }
    }

    private static Future<Caller> authenticate(String key) {
        return key.equals("good") ? Future.succeededFuture(WRITER) : Future.failedFuture(Failure.forbidden());
    }

    private Reply handle(JsonObject input) {
        if (input.containsKey("defect")) {
            throw new StackOverflowError("a secret detail");
        }
        if (input.containsKey("failure")) {
            throw Failure.notFound("thing_id", "t1");
        }
        if (input.containsKey("wait")) {
            Promise<Void> gate = Promise.promise();
            synchronized (gates) {
                gates.add(gate);
                gates.notifyAll();
            }
            Future.await(gate.future());
        }
        return Reply.OK;
    }

    private void awaitGates(int count) throws InterruptedException {
        synchronized (gates) {
            while (gates.size() < count) {
                gates.wait(5_000);
            }
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(10, TimeUnit.SECONDS);
    }

    private Failure failure(Operation operation, JsonObject input, Caller caller) {
        return assertThrows(Failure.class, () -> get(client.call(operation, input, caller)));
    }

    @Test
    void aFailureArrivesWhole() {
        Failure failure = failure(OPEN, new JsonObject().put("failure", true), Caller.ANONYMOUS);
        assertEquals(Code.NOT_FOUND, failure.code());
        assertEquals(new JsonObject().put("thing_id", "t1"), failure.details());
        assertEquals(404, failure.failureCode());
    }

    @Test
    void anyThrowableBecomesAnInternalErrorThatTellsNothing() {
        Failure failure = failure(OPEN, new JsonObject().put("defect", true), Caller.ANONYMOUS);
        assertEquals(Code.INTERNAL_ERROR, failure.code());
        assertNull(failure.getMessage());
    }

    @Test
    void wrongInputIsRefusedByField() {
        Failure failure = failure(OPEN, new JsonObject().put("bad", 1), Caller.ANONYMOUS);
        assertEquals(Code.INVALID_REQUEST, failure.code());
        assertEquals("bad", failure.field());
    }

    @Test
    void onlyWhoHoldsTheScopeMay() throws Exception {
        assertEquals(
                Code.FORBIDDEN,
                failure(GUARDED, new JsonObject(), Caller.ANONYMOUS).code());
        assertEquals(Code.FORBIDDEN, failure(GUARDED, new JsonObject(), READER).code());
        JsonObject reply = get(client.call(GUARDED, new JsonObject(), WRITER));
        assertEquals(new JsonObject().put("caller", "writer").put("request", "r1"), reply);
    }

    @Test
    void anEventBusClientPresentsItsKey() throws Exception {
        var good = new DeliveryOptions().addHeader("api-key", "good");
        Message<JsonObject> reply = get(vertx.eventBus().request(GUARDED.name(), new JsonObject(), good));
        assertEquals("writer", reply.body().getString("caller"));
        var forged = new DeliveryOptions().addHeader("api-key", "wrong").addHeader("scopes", "*");
        Failure failure = assertThrows(
                Failure.class, () -> get(vertx.eventBus().request(GUARDED.name(), new JsonObject(), forged)));
        assertEquals(Code.FORBIDDEN, failure.code());
    }

    @Test
    void whatIsNoJsonObjectIsRefused() {
        for (Object body : List.of("text", 1, new io.vertx.core.json.JsonArray())) {
            Failure failure =
                    assertThrows(Failure.class, () -> get(vertx.eventBus().request(OPEN.name(), body)));
            assertEquals(Code.INVALID_REQUEST, failure.code());
        }
    }

    @Test
    void messagesRunConcurrentlyUpToTheBoundAndTheRestIsRefused() throws Exception {
        var slow = new JsonObject().put("wait", true);
        Future<JsonObject> first = client.call(OPEN, slow.copy(), Caller.ANONYMOUS);
        Future<JsonObject> second = client.call(OPEN, slow.copy(), Caller.ANONYMOUS);
        awaitGates(2);
        Failure refused = failure(OPEN, new JsonObject(), Caller.ANONYMOUS);
        assertEquals(Code.OVERLOADED, refused.code());
        gates.forEach(Promise::complete);
        get(first);
        get(second);
        assertTrue(get(client.call(OPEN, new JsonObject(), Caller.ANONYMOUS)).getBoolean("ok"));
    }

    @Test
    void stopAnswersWhatIsInFlightAndTakesNothingMore() throws Exception {
        Future<JsonObject> running = client.call(OPEN, new JsonObject().put("wait", true), Caller.ANONYMOUS);
        awaitGates(1);
        Future<Void> stopped = receiver.stop();
        while (failure(OPEN, new JsonObject(), Caller.ANONYMOUS).code() != Code.UNAVAILABLE) {
            Thread.onSpinWait();
        }
        assertTrue(!stopped.isComplete());
        gates.getFirst().complete();
        assertTrue(get(running).getBoolean("ok"));
        get(stopped);
    }

    @Test
    void stopEndsOnTheVerticlesContextWhereverTheLastRecordWasStored() throws Exception {
        var stored = new LinkedBlockingQueue<Promise<Void>>();
        AuditTrail trail = write -> {
            Promise<Void> record = Promise.promise();
            stored.add(record);
            return record.future();
        };
        var stopping = new CountDownLatch(1);
        var verticle = new VerticleBase() {
            private volatile boolean awaited;

            @Override
            public Future<?> start() {
                receiver = new Receiver(vertx, ReceiverTest::validate, ReceiverTest::authenticate, trail, 2);
                return receiver.on(WRITE, Request::input, input -> Reply.OK);
            }

            @Override
            public Future<?> stop() {
                Future<Void> stopped = receiver.stop();
                context.runOnContext(none -> stopping.countDown());
                return stopped.onSuccess(none -> {
                    Future.await(vertx.timer(1));
                    awaited = true;
                });
            }
        };
        String id = get(vertx.deployVerticle(
                verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
        Future<JsonObject> answer = client.call(WRITE, new JsonObject(), WRITER);
        Promise<Void> record = stored.take();
        Future<Void> stopped = vertx.undeploy(id);
        assertTrue(stopping.await(10, TimeUnit.SECONDS));
        vertx.runOnContext(none -> record.complete()); // on an event loop, where nothing may await
        get(answer);
        get(stopped);
        assertTrue(verticle.awaited);
    }
}
