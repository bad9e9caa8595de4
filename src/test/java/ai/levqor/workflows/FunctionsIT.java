package ai.levqor.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.bus.Tracing;
import ai.levqor.contract.Schemas;
import ai.levqor.keys.Keys;
import ai.levqor.keys.KeysVerticle;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.workflows.run.WorkflowError;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions are operations on the bus, called once with the power of the job's owner. */
@SuppressWarnings("NullAway.Init") // set up before each test
class FunctionsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T10:00:00Z"));
    private final Queue<Request> calls = new ConcurrentLinkedQueue<>();
    private TestKernel node;
    private Functions functions;

    private static Operation operation(String name) {
        return Operation.command(name, "A function of a test")
                .post("/test/" + name)
                .request("test")
                .reply(200, "test")
                .requires("keys:write")
                .fails();
    }

    /** Serves a chat and a connector call. */
    private final class Outside extends Actor {
        Outside(Kernel kernel) {
            super(kernel);
        }

        @Override
        protected Future<?> open() {
            on(operation("ai.chat"), request -> request, this::answer);
            on(operation("connectors.call"), request -> request, this::answer);
            return Future.succeededFuture();
        }

        private Reply answer(Request request) {
            calls.add(request);
            String fail = request.input().getString("fail");
            if (fail != null) {
                throw new Failure(Code.of(fail), "as asked");
            }
            return () -> new JsonObject().put("n", calls.size());
        }
    }

    @BeforeEach
    void start() throws Exception {
        var schemas = new Schemas();
        node = TestKernel.start(
                DatabaseUrl.of("", dir),
                clock,
                (schema, input) -> {
                    if (!schema.equals("test")) {
                        schemas.check(schema, input);
                    }
                },
                Map.of());
        node.deploy(new KeysVerticle(node.kernel()));
        node.deploy(new Outside(node.kernel()));
        functions = new Functions(
                node.vertx(),
                Tracing.OFF,
                new Owners(node.kernel().bus(), node.kernel().keys()),
                name -> Set.of("ai.chat", "connectors.call").contains(name)
                        ? Optional.of(operation(name))
                        : Optional.empty());
    }

    @AfterEach
    void close() {
        node.close();
    }

    private JsonNode call(String name, String arguments, String owner, String key) throws Exception {
        JsonNode json = JSON.readTree(arguments);
        return functions.call(name, json, owner, key, Duration.ofSeconds(10));
    }

    private String key(String... scopes) throws Exception {
        return node.call(Keys.CREATE, new JsonObject().put("name", "k").put("scopes", new JsonArray(List.of(scopes))))
                .getString("key_id");
    }

    @Test
    void aRepetitionWithTheSameKeyIsNotDoneAgain() throws Exception {
        assertEquals(
                1,
                call("ai.chat", "{\"a\":1}", Caller.SYSTEM.id(), "one")
                        .path("n")
                        .intValue());
        assertEquals(
                1,
                call("ai.chat", "{\"a\":1}", Caller.SYSTEM.id(), "one")
                        .path("n")
                        .intValue());
        assertEquals(
                2,
                call("ai.chat", "{\"a\":1}", Caller.SYSTEM.id(), "two")
                        .path("n")
                        .intValue());
    }

    @Test
    void connectorsGetActionParametersAndCredentials() throws Exception {
        call("slack.post_message", "{\"text\":\"hi\",\"credentials\":{\"token\":\"t\"}}", Caller.SYSTEM.id(), "k");
        assertEquals(
                new JsonObject(
                        "{\"name\":\"slack\",\"action\":\"post_message\",\"credentials\":{\"token\":\"t\"},\"params\":{\"text\":\"hi\"}}"),
                calls.element().input());
    }

    @Test
    void theOwnersKeyMustHoldTheScopeAndOnlyThatOneIsUsed() throws Exception {
        String may = key("keys:*", "jobs:write");
        call("ai.chat", "{}", may, "k");
        assertEquals(may, calls.element().caller().id());
        assertEquals(Set.of("keys:write"), calls.element().caller().scopes());
        for (String owner : List.of(key("jobs:write"), "nobody", "live_000000000000")) {
            var refused = assertThrows(WorkflowError.class, () -> call("ai.chat", "{}", owner, "k"));
            assertEquals(403, refused.status());
            assertTrue(String.valueOf(refused.getMessage()).contains("keys:write"), refused.getMessage());
        }
        node.call(Keys.REVOKE, new JsonObject().put("key_id", may));
        assertEquals(
                403,
                assertThrows(WorkflowError.class, () -> call("ai.chat", "{}", may, "l"))
                        .status());
    }

    @Test
    void failuresKeepTheirCode() throws Exception {
        Map<String, String> types = Map.of(
                "invalid_request", "validation",
                "rate_limited", "communication",
                "internal_error", "communication",
                "timed_out", "timeout",
                "forbidden", "authorization");
        for (var expected : types.entrySet()) {
            var error = assertThrows(
                    WorkflowError.class,
                    () -> call("ai.chat", "{\"fail\":\"" + expected.getKey() + "\"}", "system", expected.getKey()));
            assertEquals(expected.getKey(), error.json().path("code").asText());
            assertTrue(error.json().path("type").asText().endsWith("/" + expected.getValue()), error.getMessage());
        }
    }

    @Test
    void whatNobodyServesSaysSo() {
        var error = assertThrows(WorkflowError.class, () -> call("email.send", "{}", "system", "k"));
        assertEquals(Functions.NOT_AVAILABLE, error.json().path("code").asText());
    }
}
