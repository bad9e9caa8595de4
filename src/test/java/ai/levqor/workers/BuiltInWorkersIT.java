package ai.levqor.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestKernel;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in workers on the bus, {@code fetch} against a real server. */
class BuiltInWorkersIT {
    @TempDir
    Path dir;

    private final BlockingQueue<Called> calls = new LinkedBlockingQueue<>();
    private TestKernel node;
    private String origin;

    @BeforeEach
    void open() throws Exception {
        node = TestKernel.start(DatabaseUrl.of("", dir), InstantSource.system(), (schema, input) -> {}, Map.of());
        int port = TestKernel.get(node.vertx()
                        .createHttpServer()
                        .requestHandler(this::answer)
                        .listen(0, "127.0.0.1"))
                .actualPort();
        origin = "http://127.0.0.1:" + port;
        node.deploy(new WorkersVerticle(node.kernel()), ThreadingModel.EVENT_LOOP);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            calls.add(new Called(request, body.toString()));
            var response = request.response();
            switch (request.path()) {
                case "/json" ->
                    response.putHeader("Content-Type", "application/problem+json; charset=utf-8")
                            .putHeader("ETag", "\"7\"")
                            .putHeader("X-Secret", "hidden")
                            .end("{\"a\":[1]}");
                case "/broken" ->
                    response.putHeader("Content-Type", "application/json").end("{\"a\":");
                case "/large" -> response.end(Buffer.buffer(new byte[300 * 1024]));
                case "/cut" -> request.connection().close();
                case "/text" -> response.end("plain");
                default ->
                    response.setStatusCode(Integer.parseInt(request.path().substring(1)))
                            .end();
            }
        });
    }

    @Test
    void noopAnswersNothingAndEchoItsPayload() throws Exception {
        var payload = new JsonObject().put("a", new JsonObject().put("b", "ü"));

        assertEquals(new JsonObject(), TestKernel.get(ask("noop", payload)));
        assertEquals(payload, TestKernel.get(ask("echo", payload)));
    }

    @Test
    void fetchAnswersStatusHeadersAndJson() throws Exception {
        JsonObject result = fetch("/json", new JsonObject());

        assertEquals(200, result.getInteger("status"));
        assertEquals(new JsonObject("{\"a\":[1]}"), result.getJsonObject("body"));
        assertEquals("\"7\"", result.getJsonObject("headers").getString("etag"));
        assertEquals("9", result.getJsonObject("headers").getString("content-length"));
        assertTrue(result.getLong("duration_ms") >= 0);
        assertFalse(result.encode().contains("hidden"));
        Called called = calls.take();
        assertEquals("GET", called.request().method().name());
        assertEquals("job-1", called.header("idempotency-key"));
    }

    @Test
    void fetchAnswersTextAsItCame() throws Exception {
        assertEquals("plain", fetch("/text", new JsonObject()).getString("body"));
        assertEquals("{\"a\":", fetch("/broken", new JsonObject()).getString("body"));
    }

    @Test
    void fetchCutsALongAnswerAndSaysSo() throws Exception {
        JsonObject result = fetch("/large", new JsonObject());

        assertEquals(256 * 1024, result.getString("body").length());
        assertTrue(result.getBoolean("truncated"));
    }

    @Test
    void fetchSendsHeadersAndBody() throws Exception {
        fetch(
                "/text",
                new JsonObject()
                        .put("method", "PUT")
                        .put("headers", new JsonObject().put("X-Mine", "1").put("idempotency-key", "own"))
                        .put("body", new JsonObject().put("n", 1)));
        Called json = calls.take();
        fetch("/text", new JsonObject().put("method", "POST").put("body", "text"));
        Called text = calls.take();

        assertEquals("PUT", json.request().method().name());
        assertEquals("1", json.header("x-mine"));
        assertEquals("own", json.header("idempotency-key"));
        assertEquals("application/json", json.header("content-type"));
        assertEquals("{\"n\":1}", json.body());
        assertEquals("text/plain; charset=utf-8", text.header("content-type"));
        assertEquals("text", text.body());
    }

    @ParameterizedTest
    @CsvSource({"/404, 404", "/410, 410", "/408, 408", "/429, 429", "/500, 500", "/503, 503", "/cut, 502"})
    void fetchFailsAsTheServerDoes(String path, int code) {
        assertEquals(code, failure(new JsonObject().put("url", origin + path)).failureCode());
    }

    @Test
    void fetchHoldsTheExpectedStatusToBeTheOnlySuccess() throws Exception {
        assertEquals(
                404, fetch("/404", new JsonObject().put("expect_status", 404)).getInteger("status"));
        var failure = failure(new JsonObject().put("url", origin + "/202").put("expect_status", 200));
        assertEquals(502, failure.failureCode());
        assertEquals("The server answered 202 instead of 200.", failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'url':7}",
                "{'url':'ftp://a.test/'}",
                "{'url':'http://u:secret@a.test/'}",
                "{'url':'http://169.254.169.254/latest'}",
                "{'url':'http://10.0.0.1/'}",
                "{'url':'http://a.test/','method':'get'}",
                "{'url':'http://a.test/','headers':[]}",
                "{'url':'http://a.test/','headers':{'a':1}}",
                "{'url':'http://a.test/','headers':{'Host':'b.test'}}",
                "{'url':'http://a.test/','headers':{'X':'a\\r\\nb'}}",
                "{'url':'http://a.test/','body':'x'}",
                "{'url':'http://a.test/','method':'POST','body':7}",
                "{'url':'http://a.test/','expect_status':'200'}",
                "{'url':'http://a.test/','expected_status':200}"
            })
    void fetchFailsForGoodWhenItsPayloadCannotBeSent(String payload) {
        var failure = failure(new JsonObject(payload.replace('\'', '"')));

        assertEquals(400, failure.failureCode(), failure.getMessage());
        assertFalse(String.valueOf(failure.getMessage()).contains("secret"), failure.getMessage());
    }

    private JsonObject fetch(String path, JsonObject payload) throws Exception {
        return TestKernel.get(ask("fetch", payload.put("url", origin + path)));
    }

    private ReplyException failure(JsonObject payload) {
        return assertThrows(ReplyException.class, () -> TestKernel.get(ask("fetch", payload)));
    }

    private Future<JsonObject> ask(String workflow, JsonObject payload) {
        var message = new JsonObject()
                .put("job_id", "job-1")
                .put("workflow", workflow)
                .put("attempt", 1)
                .put("max_attempts", 3)
                .put("payload", payload);
        return node.vertx()
                .eventBus()
                .<JsonObject>request("workers." + workflow, message)
                .map(reply -> reply.body());
    }

    private record Called(HttpServerRequest request, String body) {
        String header(String name) {
            return String.valueOf(request.getHeader(name));
        }
    }
}
