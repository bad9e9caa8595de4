package ai.levqor.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a wrong input is told. */
class SchemasTest {
    private static final String CONTROL = "must not hold control characters";
    private static final String HTTP = "must be a URL that starts with http:// or https:// and holds no spaces";

    private final Schemas schemas = new Schemas();

    static Stream<Arguments> wrong() {
        return Stream.of(
                row("jobs/submit", "{'payload':{}}", "workflow", "is required"),
                row("jobs/submit", "{'workflow':'w'}", "payload", "is required"),
                row("jobs/submit", "{}", "workflow", "is required"),
                row("jobs/submit", "{'workflow':null,'payload':{}}", "workflow", "must not be null"),
                row("jobs/submit", "{'workflow':'w','payload':null}", "payload", "must not be null"),
                row("jobs/submit", "{'workflow':7,'payload':{}}", "workflow", "must be a string"),
                row("jobs/submit", "{'workflow':'w','payload':'x'}", "payload", "must be an object"),
                row("jobs/submit", "{'workflow':'w','payload':[]}", "payload", "must be an object"),
                row("jobs/submit", "{'workflow':'','payload':{}}", "workflow", "must not be empty"),
                row("jobs/submit", submit("workflow", x(129)), "workflow", "must have at most 128 characters"),
                row("jobs/submit", submit("workflow", "a\\u0000b"), "workflow", CONTROL),
                row("jobs/submit", submit("workflow", "a\\n"), "workflow", CONTROL),
                row("jobs/submit", submit("workflow", "\\u0085"), "workflow", CONTROL),
                row("jobs/submit", submit("workflow", "a\\u007Fb"), "workflow", CONTROL),
                row("jobs/submit", submit("priority", "urgent"), "priority", "must be one of low, normal, high"),
                row("jobs/submit", submit("priority", "LOW"), "priority", "must be one of low, normal, high"),
                row("jobs/submit", submit("colour", "red"), "colour", "is not a known field"),
                row("jobs/submit", submit("a/b~c\\n é", "x"), "a/b~c\n é", "is not a known field"),
                row("jobs/submit", submit(x(300), "x"), x(100) + "…", "is not a known field"),
                row("jobs/submit", "{'workflw':'w','payload':{}}", "workflw", "is not a known field"),
                row("jobs/submit", submit("callback_url", "ftp://a.example"), "callback_url", HTTP),
                row("jobs/submit", submit("callback_url", "javascript:alert(1)"), "callback_url", HTTP),
                row("jobs/submit", submit("callback_url", "https://a.example/x y"), "callback_url", HTTP),
                row("jobs/submit", submit("callback_url", ""), "callback_url", "must not be empty"),
                row(
                        "jobs/submit",
                        submit("callback_url", "https://a.example/" + x(1024)),
                        "callback_url",
                        "must have at most 1024 characters"),
                row("jobs/submit", number("max_attempts", "0"), "max_attempts", "must be at least 1"),
                row("jobs/submit", number("max_attempts", "101"), "max_attempts", "must be at most 100"),
                row("jobs/submit", number("max_attempts", "1.5"), "max_attempts", "must be an integer"),
                row("jobs/submit", number("max_attempts", "'3'"), "max_attempts", "must be an integer"),
                row("jobs/submit", number("timeout_ms", "86400001"), "timeout_ms", "must be at most 86400000"),
                row("jobs/submit", number("run_at", "-1"), "run_at", "must be at least 0"),
                row("jobs/submit", number("run_at", "'2025-01-01'"), "run_at", "must be a number or null"),
                row("jobs/submit", number("run_at", "1e300"), "run_at", "must be at most 253402300799"),
                row("jobs/submit", submit("idempotency_key", ""), "idempotency_key", "must not be empty"),
                row(
                        "jobs/submit",
                        submit("concurrency_key", x(129)),
                        "concurrency_key",
                        "must have at most 128 characters"),
                row("jobs/submit-many", "{'jobs':[]}", "jobs", "must have at least 1 entry"),
                row("jobs/submit-many", "{'jobs':{}}", "jobs", "must be an array"),
                row("jobs/submit-many", many(1001), "jobs", "must have at most 1000 entries"),
                row("jobs/submit-many", "{'jobs':[7]}", "jobs[0]", "must be an object"),
                row("jobs/submit-many", "{'jobs':[{'workflow':'w'}]}", "jobs[0].payload", "is required"),
                row(
                        "jobs/submit-many",
                        "{'jobs':[{'workflow':'w','payload':{}},{'workflow':'w','payload':{},'priority':'x'}]}",
                        "jobs[1].priority",
                        "must be one of low, normal, high"),
                row(
                        "jobs/submit-many",
                        "{'jobs':[{'workflow':'w','payload':{},'x.y':1}]}",
                        "jobs[0].x.y",
                        "is not a known field"),
                row("jobs/id", "{'job_id':''}", "job_id", "must not be empty"),
                row("jobs/id", "{'job_id':'" + x(65) + "'}", "job_id", "must have at most 64 characters"),
                row("jobs/list", "{'limit':0}", "limit", "must be at least 1"),
                row("jobs/list", "{'limit':201}", "limit", "must be at most 200"),
                row("jobs/list", "{'limit':'50'}", "limit", "must be an integer"),
                row(
                        "jobs/list",
                        "{'state':'done'}",
                        "state",
                        "must be one of queued, running, succeeded, failed, cancelled"),
                row("jobs/list", "{'cursor':'a b'}", "cursor", "must be the next_cursor of a page"),
                row("jobs/limits", "{'workflow':'w','rate_period_ms':99}", "rate_period_ms", "must be at least 100"),
                row("jobs/limits", "{'workflow':'w','max_running':0}", "max_running", "must be at least 1"),
                row(
                        "jobs/schedule",
                        "{'name':'n','cron':'* * * *    ','workflow':'w','payload':{}}",
                        "cron",
                        "must have five fields: minute, hour, day of the month, month, day of the week"),
                row(
                        "jobs/schedule",
                        "{'name':'n','cron':'* * * * *','workflow':'w','payload':{},'enabled':'yes'}",
                        "enabled",
                        "must be true or false"),
                row("callbacks/none", "{'x':1}", "x", "is not a known field"),
                row("callbacks/endpoint", "{'url':'a.example'}", "url", HTTP));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void namesTheWrongField(String schema, JsonObject input, String field, String message) {
        var failure = assertThrows(Failure.class, () -> schemas.check(schema, input));
        assertEquals(Code.INVALID_REQUEST, failure.code());
        assertEquals(field, failure.field());
        assertEquals(message, failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'workflow':'a b/c — ü','payload':{}}",
                "{'workflow':'w','payload':{'workflow':null,'deep':[{'x':[1,null]}]},'callback_url':null,'run_at':null}",
                "{'workflow':'w','payload':{},'callback_url':'http://127.0.0.1:9/x?y=1#z','run_at':1763720000.25}"
            })
    void takesWhatTheSurfaceAllows(String json) {
        schemas.check("jobs/submit", json(json));
    }

    @Test
    void countsCharactersNotCodeUnits() {
        schemas.check("jobs/submit", json("{'workflow':'" + "😀".repeat(128) + "','payload':{}}"));
    }

    @Test
    void leavesTheInputAsItIs() {
        JsonObject input = schemas.examples("jobs/submit").getFirst();
        JsonObject before = input.copy();
        schemas.check("jobs/submit", input);
        assertEquals(before, input);
    }

    @Test
    void handsOutCopies() {
        schemas.schema("jobs/id").getJsonObject("properties").clear();
        schemas.examples("jobs/id").getFirst().clear();
        assertTrue(schemas.schema("jobs/id").getJsonObject("properties").containsKey("job_id"));
        assertTrue(schemas.examples("jobs/id").getFirst().containsKey("job_id"));
    }

    @Test
    void standsInItself() {
        assertTrue(!schemas.schema("jobs/submit-many").encode().contains("$ref"));
    }

    @Test
    void saysWhichSchemaIsMissing() {
        var missing = assertThrows(IllegalArgumentException.class, () -> schemas.schema("jobs/nothing"));
        assertEquals("There is no schemas/jobs/nothing.json on the class path.", missing.getMessage());
    }

    @Test
    void servesManyThreadsAtOnce() throws Exception {
        Callable<@Nullable Failure> check = () -> {
            schemas.check("jobs/submit-many", json("{'jobs':[{'workflow':'w','payload':{}}]}"));
            return assertThrows(
                    Failure.class, () -> schemas.check("jobs/submit-many", json("{'jobs':[{'workflow':'w'}]}")));
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(List.of(check, check, check, check, check, check, check, check))) {
                assertEquals("jobs[0].payload", done.get().field());
            }
        }
    }

    private static Arguments row(String schema, String input, String field, String message) {
        return Arguments.of(schema, json(input), field, message);
    }

    private static String submit(String name, String text) {
        return number(name, "'" + text + "'");
    }

    private static String number(String name, String value) {
        String rest = name.equals("workflow") ? "" : "'workflow':'w',";
        return "{" + rest + "'payload':{},'" + name + "':" + value + "}";
    }

    private static String many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{'workflow':'w','payload':{}}")
                .collect(Collectors.joining(",", "{'jobs':[", "]}"));
    }

    private static String x(int count) {
        return "x".repeat(count);
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }
}
