package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shutting down without cutting off anybody. */
class DrainTest {
    private final LinkedBlockingQueue<Message<JsonObject>> held = new LinkedBlockingQueue<>();
    private TestEdge edge;

    @BeforeEach
    void start() {
        edge = new TestEdge();
        TestEdge.await(edge.vertx
                .eventBus()
                .<JsonObject>consumer(TestEdge.NOBODY.name(), held::add)
                .completion());
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private CompletableFuture<HttpResponse<String>> request() {
        var request = HttpRequest.newBuilder(edge.uri("/api/v1/absent")).build();
        return edge.http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private Message<JsonObject> heldMessage() throws Exception {
        var message = held.poll(10, TimeUnit.SECONDS);
        assertFalse(message == null, "the request has not arrived");
        return message;
    }

    @Test
    void runningRequestsEndAndNewOnesAreRefused() throws Exception {
        var running = request();
        var message = heldMessage();
        var drained = edge.edge.drain(Duration.ofSeconds(10));

        var refused = edge.post("/api/v1/things", "{}", "X-Api-Key", "good-key");
        assertEquals(503, refused.statusCode());
        assertTrue(refused.body().startsWith("{\"error\":\"unavailable\""), refused.body());
        assertEquals("close", refused.headers().firstValue("connection").orElseThrow());
        assertEquals("1", refused.headers().firstValue("retry-after").orElseThrow());
        assertEquals(503, edge.get("/readyz").statusCode());
        assertEquals(200, edge.get("/livez").statusCode());
        assertEquals(200, edge.get("/health").statusCode());
        assertFalse(drained.isComplete());

        message.reply(new JsonObject().put("done", true));
        assertEquals("{\"done\":true}", running.get(10, TimeUnit.SECONDS).body());
        TestEdge.await(drained);
        assertThrows(ConnectException.class, () -> edge.get("/livez"));
        assertTrue(edge.received.isEmpty());
    }

    @Test
    void connectionsThatAreOpenAreClosedWithTheirNextAnswer() throws Exception {
        try (var raw = edge.connect()) {
            raw.write("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").readUntil("{\"ok\":true}");
            var running = request();
            var message = heldMessage();
            var drained = edge.edge.drain(Duration.ofSeconds(10));
            assertEquals(503, edge.get("/readyz").statusCode());
            String answer =
                    raw.write("GET /api/v1/things HTTP/1.1\r\nHost: a\r\n\r\n").readToEnd();
            assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
            message.reply(new JsonObject());
            assertEquals(200, running.get(10, TimeUnit.SECONDS).statusCode());
            TestEdge.await(drained);
        }
    }

    @Test
    void anIdleServerEndsAtOnceAndTwice() throws Exception {
        assertEquals(200, edge.get("/livez").statusCode());
        TestEdge.await(edge.edge.drain(Duration.ofSeconds(10)));
        TestEdge.await(edge.edge.drain(Duration.ofSeconds(10)));
        assertThrows(ConnectException.class, () -> edge.get("/livez"));
    }

    @Test
    void aRequestThatOutlastsTheTimeoutIsCutOff() throws Exception {
        var running = request();
        heldMessage();
        TestEdge.await(edge.edge.drain(Duration.ofMillis(50)));
        var cause = assertThrows(ExecutionException.class, () -> running.get(10, TimeUnit.SECONDS));
        assertTrue(cause.getCause() instanceof IOException, cause.toString());
    }

    @Test
    void aClientThatLeftDoesNotHoldUpTheEnd() throws Exception {
        try (var raw = edge.connect()) {
            raw.write("GET /api/v1/absent HTTP/1.1\r\nHost: a\r\n\r\n");
            heldMessage();
        }
        TestEdge.await(edge.edge.drain(Duration.ofMinutes(10)));
        assertThrows(ConnectException.class, () -> edge.get("/livez"));
    }
}
