package ai.levqor.ai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.contract.Schemas;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The AI against a provider as OpenAI's reference describes it. */
@SuppressWarnings("NullAway.Init") // set up before each test
class AiIT {
    private static final String KEY = "sk-0123456789secret";

    @TempDir
    Path dir;

    private final Schemas schemas = new Schemas();
    private final Vertx vertx = Vertx.vertx();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<Integer, HttpServerResponse> provider = (number, response) -> {};
    private String url;
    private TestKernel node;

    @BeforeEach
    void serve() throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    asked.add(new Asked(request.uri(), request.headers(), body.toJsonObject()));
                    provider.accept(asked.size(), request.response());
                }))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        url = "http://127.0.0.1:" + server.actualPort() + "/v1";
    }

    @AfterEach
    void close() throws Exception {
        if (node != null) {
            node.close();
        }
        TestKernel.get(vertx.close());
    }

    private void start(String... settings) throws Exception {
        Map<String, String> env = new HashMap<>();
        env.put("LEVQOR_AI_URL", url);
        env.put("LEVQOR_AI_KEY", KEY);
        env.put("LEVQOR_AI_MODEL", "gpt-4o-mini");
        for (int i = 0; i < settings.length; i += 2) {
            env.put(settings[i], settings[i + 1]);
        }
        node = TestKernel.start(DatabaseUrl.of("", dir), InstantSource.system(), schemas, env);
        node.deploy(new AiVerticle(node.kernel()));
    }

    private static JsonObject question() {
        return new JsonObject()
                .put(
                        "messages",
                        new JsonArray()
                                .add(new JsonObject().put("role", "system").put("content", "Be brief."))
                                .add(new JsonObject().put("role", "user").put("content", "What is a webhook?")));
    }

    private static String completion() {
        return new JsonObject()
                .put("id", "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT")
                .put("object", "chat.completion")
                .put("created", 1741569952)
                .put("model", "gpt-4o-mini-2024-07-18")
                .put(
                        "choices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("index", 0)
                                        .put(
                                                "message",
                                                new JsonObject()
                                                        .put("role", "assistant")
                                                        .put("content", "A call back.")
                                                        .putNull("refusal"))
                                        .putNull("logprobs")
                                        .put("finish_reason", "stop")))
                .put(
                        "usage",
                        new JsonObject()
                                .put("prompt_tokens", 19)
                                .put("completion_tokens", 10)
                                .put("total_tokens", 29))
                .encode();
    }

    private static String error(String message, String type, String code) {
        return new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("message", message)
                                .put("type", type)
                                .putNull("param")
                                .put("code", code.isEmpty() ? null : code))
                .encode();
    }

    private void answers(int status, String body) {
        provider = (number, response) -> response.setStatusCode(status).end(body);
    }

    private JsonObject chat(JsonObject question) throws Exception {
        JsonObject answer = node.call(Ai.CHAT, question);
        schemas.check(Ai.CHAT.reply(), answer);
        return answer;
    }

    private Failure refused(JsonObject question) {
        return assertThrows(Failure.class, () -> node.call(Ai.CHAT, question));
    }

    @Test
    void asksAsTheReferenceSaysAndAnswersInOneForm() throws Exception {
        start();
        answers(200, completion());

        JsonObject answer = chat(question()
                .put("model", "gpt-4o")
                .put("max_tokens", 50)
                .put("temperature", 0.2)
                .put("response_format", "json"));

        assertEquals(
                new JsonObject()
                        .put(
                                "message",
                                new JsonObject().put("role", "assistant").put("content", "A call back."))
                        .put("model", "gpt-4o-mini-2024-07-18")
                        .put("usage", new JsonObject().put("input_tokens", 19).put("output_tokens", 10))
                        .put("finish_reason", "stop"),
                answer);
        Asked request = asked.getFirst();
        assertEquals("/v1/chat/completions", request.uri());
        assertEquals("Bearer " + KEY, request.headers().get("Authorization"));
        assertEquals(
                question()
                        .put("model", "gpt-4o")
                        .put("max_tokens", 50)
                        .put("temperature", 0.2)
                        .put("response_format", new JsonObject().put("type", "json_object")),
                request.body());
    }

    @Test
    void leavesOutWhatIsNotAsked() throws Exception {
        start("LEVQOR_AI_KEY", "");
        answers(200, completion());
        chat(question());
        assertEquals(question().put("model", "gpt-4o-mini"), asked.getFirst().body());
        assertNull(asked.getFirst().headers().get("Authorization"));
    }

    @Test
    void namesTheBoundAsNewerModelsDo() throws Exception {
        start();
        provider = (number, response) -> response.setStatusCode(number == 1 ? 400 : 200)
                .end(
                        number == 1
                                ? error(
                                        "Use 'max_completion_tokens' instead.",
                                        "invalid_request_error",
                                        "unsupported_parameter")
                                : completion());
        chat(question().put("max_tokens", 50));
        assertEquals(50, asked.get(1).body().getInteger("max_completion_tokens"));
        assertFalse(asked.get(1).body().containsKey("max_tokens"));
    }

    @Test
    void saysThatItIsNotConfigured() throws Exception {
        start("LEVQOR_AI_URL", "");
        assertEquals(Code.AI_NOT_CONFIGURED, refused(question()).code());
        assertEquals("ai_not_configured", Code.AI_NOT_CONFIGURED.wire());
        assertEquals(503, Code.AI_NOT_CONFIGURED.status());
    }

    @Test
    void needsAModelFromSomewhere() throws Exception {
        start("LEVQOR_AI_MODEL", "");
        assertEquals("model", refused(question()).field());
        assertTrue(asked.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, context_length_exceeded, context_length_exceeded",
        "400, invalid_request_error, '', invalid_request_error",
        "401, invalid_request_error, invalid_api_key, unauthorized",
        "403, '', unsupported_country_region_territory, unauthorized",
        "404, invalid_request_error, model_not_found, model_not_found",
        "413, '', '', status_413",
        "422, '', '', status_422",
        "429, insufficient_quota, insufficient_quota, insufficient_quota",
        "302, '', '', status_302"
    })
    void whatTheProviderRefusesIsNotAskedAgain(int status, String type, String code, String reason) throws Exception {
        start();
        answers(status, error("Its words. " + (status == 401 ? KEY : ""), type, code));

        Failure failure = refused(question());

        assertEquals(Code.PROVIDER_REFUSED, failure.code());
        assertEquals(reason, failure.details().getString("provider_code"));
        assertEquals(status, failure.details().getInteger("provider_status"));
        assertEquals(false, failure.details().getBoolean("retryable"));
        assertEquals(1, asked.size());
        assertFalse(failure.json().encode().contains(KEY));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 429, 500, 502, 503, 529})
    void whatMayPassIsAskedAgain(int status) throws Exception {
        start();
        provider = (number, response) -> response.setStatusCode(number < 3 ? status : 200)
                .end(number < 3 ? error("Slow down.", "requests", "rate_limit_exceeded") : completion());
        assertEquals("stop", chat(question()).getString("finish_reason"));
        assertEquals(3, asked.size());
    }

    @Test
    void givesUpAfterItsAttempts() throws Exception {
        start("LEVQOR_AI_MAX_ATTEMPTS", "2");
        answers(503, error("The engine is overloaded.", "server_error", ""));
        Failure failure = refused(question());
        assertEquals(Code.PROVIDER_FAILED, failure.code());
        assertEquals("The engine is overloaded.", failure.getMessage());
        assertEquals("server_error", failure.details().getString("provider_code"));
        assertEquals(true, failure.details().getBoolean("retryable"));
        assertEquals(2, asked.size());
    }

    @Test
    void honoursRetryAfterAndTellsItWhenItIsTooLong() throws Exception {
        start();
        long[] at = new long[2];
        provider = (number, response) -> {
            at[Math.min(number, 2) - 1] = System.nanoTime();
            response.setStatusCode(number == 1 ? 429 : 200)
                    .putHeader("Retry-After", "1")
                    .end(number == 1 ? error("Slow down.", "requests", "rate_limit_exceeded") : completion());
        };
        chat(question());
        assertTrue(at[1] - at[0] >= TimeUnit.SECONDS.toNanos(1));

        provider = (number, response) -> response.setStatusCode(429)
                .putHeader("Retry-After", "120")
                .end(error("Slow down.", "requests", "rate_limit_exceeded"));
        Failure failure = refused(question());
        assertEquals(120, failure.details().getLong("retry_after"));
        assertEquals(3, asked.size(), "nobody waits that long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "null",
                "{}",
                "{\"choices\":[]}",
                "{\"choices\":{}}",
                "{\"choices\":[7]}",
                "{\"choices\":[{\"message\":\"text\"}]}"
            })
    void garbageIsAFailureOfTheProvider(String body) throws Exception {
        start("LEVQOR_AI_MAX_ATTEMPTS", "1");
        answers(200, body);
        Failure failure = refused(question());
        assertEquals(Code.PROVIDER_FAILED, failure.code());
        assertEquals("invalid_answer", failure.details().getString("provider_code"));
    }

    @Test
    void aWithheldAnswerIsAnAnswer() throws Exception {
        start();
        answers(
                200,
                "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":null},\"finish_reason\":\"content_filter\"}]}");
        JsonObject answer = chat(question());
        assertEquals("", answer.getJsonObject("message").getString("content"));
        assertEquals("content_filter", answer.getString("finish_reason"));
        assertEquals("gpt-4o-mini", answer.getString("model"));
        assertEquals(0, answer.getJsonObject("usage").getInteger("input_tokens"));
    }

    @Test
    void aProviderThatHangsIsLeftInTime() throws Exception {
        start("LEVQOR_AI_TIMEOUT", "1s");
        provider = (number, response) -> {}; // answers nothing
        long started = System.nanoTime();
        Failure failure = refused(question());
        assertEquals("timeout", failure.details().getString("provider_code"));
        assertTrue(System.nanoTime() - started < TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void anAnswerWithoutEndIsCutOff() throws Exception {
        start();
        answers(200, "{\"x\":\"" + "y".repeat(3 * 1024 * 1024) + "\"}");
        assertEquals("answer_too_large", refused(question()).details().getString("provider_code"));
    }

    @Test
    void aProviderThatIsGoneIsUnreachable() throws Exception {
        start("LEVQOR_AI_URL", "http://127.0.0.1:1/v1", "LEVQOR_AI_MAX_ATTEMPTS", "2");
        Failure failure = refused(question());
        assertEquals(Code.PROVIDER_REFUSED, failure.code(), "port 1 may not be called");
        node.close();
        start("LEVQOR_AI_URL", "http://127.0.0.1:2/v1", "LEVQOR_AI_MAX_ATTEMPTS", "2");
        assertEquals("unreachable", refused(question()).details().getString("provider_code"));
    }

    @Test
    void inputIsBounded() throws Exception {
        start();
        var half = new JsonObject().put("role", "user").put("content", "x".repeat(200_001));
        assertEquals(
                "messages",
                refused(new JsonObject()
                                .put("messages", new JsonArray().add(half).add(half)))
                        .field());
        assertEquals(
                "messages",
                refused(new JsonObject().put("messages", new JsonArray())).field());
        var tool = new JsonObject().put("role", "tool").put("content", "x");
        assertEquals(
                "messages[0].role",
                refused(new JsonObject().put("messages", new JsonArray().add(tool)))
                        .field());
        assertTrue(asked.isEmpty());
        assertEquals(
                Code.FORBIDDEN,
                assertThrows(
                                Failure.class,
                                () -> TestKernel.get(node.kernel().bus().call(Ai.CHAT, question(), Caller.ANONYMOUS)))
                        .code());
    }

    private record Asked(String uri, MultiMap headers, JsonObject body) {}
}
