package ai.levqor.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.jobs.Jobs;
import ai.levqor.jobs.JobsVerticle;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published events, what starts workflows by itself, and samples; the same on every database. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class WorkflowEventsContract {
    @TempDir
    Path dir;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T10:00:00Z"));
    private final List<TestKernel> nodes = new ArrayList<>();
    private DatabaseUrl url;

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

    @BeforeEach
    void start() throws Exception {
        url = database(dir);
        startNode();
    }

    private TestKernel startNode() throws Exception {
        var node = TestKernel.start(
                url,
                clock,
                new Schemas(),
                Map.of("LEVQOR_JOBS_POLL_INTERVAL", "20ms", "LEVQOR_WORKFLOWS_SECRETS", "token=abc"));
        nodes.add(node);
        node.deploy(new JobsVerticle(node.kernel()));
        node.deploy(new WorkflowsVerticle(node.kernel()));
        return node;
    }

    @AfterEach
    void close() {
        nodes.forEach(TestKernel::close);
    }

    private JsonObject call(Operation operation, JsonObject input) throws Exception {
        return nodes.getFirst().call(operation, input);
    }

    private void define(String name, String version, String body) throws Exception {
        call(
                Workflows.CREATE,
                new JsonObject()
                        .put(
                                "source",
                                "document: {dsl: '1.0.0', namespace: default, name: %s, version: '%s'}\n%s"
                                        .formatted(name, version, body)));
    }

    private String submit(String workflow, JsonObject payload) throws Exception {
        return call(Jobs.SUBMIT, new JsonObject().put("workflow", workflow).put("payload", payload))
                .getString("job_id");
    }

    private static JsonObject of(String job) {
        return new JsonObject().put("job_id", job);
    }

    private JsonObject result(String job) throws Exception {
        Eventually.await(
                job + " has succeeded",
                () -> call(Jobs.STATUS, of(job)).getString("status").equals("succeeded"));
        return call(Jobs.GET, of(job)).getJsonObject("result");
    }

    private void awaitWaiting(String job) throws Exception {
        awaitWaiting(job, "event");
    }

    private void awaitWaiting(String job, String reason) throws Exception {
        Eventually.await(job + " waits", () -> {
            JsonObject waiting = call(Jobs.STATUS, of(job)).getJsonObject("waiting");
            return waiting != null && waiting.getString("reason").equals(reason);
        });
    }

    private List<JsonObject> jobs(String workflow) throws Exception {
        return call(Jobs.LIST, new JsonObject().put("workflow", workflow).put("limit", 200))
                .getJsonArray("jobs")
                .stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private JsonObject publish(String type, String id, JsonObject data) throws Exception {
        return call(
                Events.PUBLISH,
                new JsonObject()
                        .put("type", type)
                        .put("source", "/test")
                        .put("id", id)
                        .put("data", data));
    }

    @Test
    void anEventReachesEveryJobThatItBelongsToAndNoOther() throws Exception {
        define("order", "1.0.0", """
                do:
                  - hear:
                      listen:
                        to:
                          one: {with: {type: order.paid}, correlate: {order: {from: .data.order, expect: '${ .order }'}}}
                  - told: {set: {paid: '${ .[0].amount }'}}
                """);
        String one = submit("order", new JsonObject().put("order", "1"));
        String same = submit("order", new JsonObject().put("order", "1"));
        String other = submit("order", new JsonObject().put("order", "2"));
        for (String job : List.of(one, same, other)) {
            awaitWaiting(job);
        }
        publish("order.paid", "e0", new JsonObject().put("nothing", true));
        JsonObject paid = new JsonObject().put("order", "1").put("amount", 12);
        assertFalse(publish("order.paid", "e1", paid.copy()).getBoolean("duplicate"));
        assertTrue(publish("order.paid", "e1", paid.copy()).getBoolean("duplicate"));
        assertEquals(new JsonObject().put("paid", 12), result(one));
        assertEquals(new JsonObject().put("paid", 12), result(same));
        assertEquals("queued", call(Jobs.STATUS, of(other)).getString("status"));
        publish("order.paid", "e2", new JsonObject().put("order", "2").put("amount", 3));
        assertEquals(new JsonObject().put("paid", 3), result(other));
    }

    @Test
    void bothListenersOfAJobGetTheirEvent() throws Exception {
        define("pair", "1.0.0", """
                do:
                  - both:
                      fork:
                        branches:
                          - a: {listen: {to: {one: {with: {type: tick}}}}}
                          - b: {listen: {to: {any: [{with: {type: tock}}, {with: {type: tick}}]}}}
                  - told: {set: {n: '${ map(.[0].n) }'}}
                """);
        String job = submit("pair", new JsonObject());
        awaitWaiting(job);
        publish("tick", "t1", new JsonObject().put("n", 7));
        assertEquals(new JsonObject().put("n", new JsonArray().add(7).add(7)), result(job));
    }

    @Test
    void whatOneWorkflowEmitsAnotherHears() throws Exception {
        define("hears", "1.0.0", """
                do:
                  - hear: {listen: {to: {one: {with: {type: done, subject: x}}}, read: envelope}}
                  - told: {set: {from: '${ .[0].source }', data: '${ .[0].data }'}}
                """);
        define("says", "1.0.0", """
                do:
                  - no: {emit: {event: {with: {source: 'https://says.example', type: done, subject: y}}}}
                  - yes: {emit: {event: {with: {source: 'https://says.example', type: done, subject: x, data: {n: 1}}}}}
                """);
        String hears = submit("hears", new JsonObject());
        awaitWaiting(hears);
        result(submit("says", new JsonObject()));
        assertEquals(
                new JsonObject().put("from", "https://says.example").put("data", new JsonObject().put("n", 1)),
                result(hears));
    }

    @Test
    void anEventStartsTheWorkflowsOfTheNewestVersionsOnceEach() throws Exception {
        define("starts", "1.0.0", "schedule: {on: {one: {with: {type: go, subject: a}}}}\ndo: [{x: {set: {v: 1}}}]\n");
        define("starts", "2.0.0", """
                schedule: {on: {any: [{with: {type: go}}, {with: {type: go2}}]}}
                do: [{x: {set: {got: '${ .events[0].data.n }'}}}]
                """);
        publish("go", "g1", new JsonObject().put("n", 5));
        publish("go", "g1", new JsonObject().put("n", 5));
        publish("nothing", "g2", new JsonObject());
        Eventually.await("a job", () -> !jobs("starts").isEmpty());
        assertEquals(
                new JsonObject().put("got", 5), result(jobs("starts").getFirst().getString("job_id")));
        define("starts", "3.0.0", "do: [{x: {set: {v: 3}}}]\n");
        publish("go", "g3", new JsonObject());
        assertEquals(1, jobs("starts").size());
    }

    @Test
    void anEventThatItsNodeDidNotLiveToDispatchIsDispatchedByAnother() throws Exception {
        define("late", "1.0.0", "do: [{hear: {listen: {to: {one: {with: {type: late}}}}}}]\n");
        String job = submit("late", new JsonObject());
        awaitWaiting(job);
        TestKernel node = nodes.getFirst();
        var repository = new EventRepository(node.kernel().database());
        TestKernel.get(repository.add("/dead", "1", "late", clock.millis(), "{\"type\":\"late\",\"data\":{\"n\":1}}"));
        clock.advance(Duration.ofMinutes(1));
        var dispatch = new EventDispatch(node.vertx(), repository, node.kernel().bus(), clock, Duration.ofHours(1));
        TestKernel.get(dispatch.sweep());
        assertEquals(new JsonObject("{\"value\":[{\"n\":1}]}"), result(job));
        clock.advance(Duration.ofHours(2));
        TestKernel.get(dispatch.clean());
        assertTrue(TestKernel.get(repository.add("/dead", "1", "late", clock.millis(), "{}"))
                .isPresent());
    }

    /** Time passes; a schedule that is stored makes the queue look at all of them. */
    private void pass(Duration time) throws Exception {
        clock.advance(time);
        call(
                Jobs.SCHEDULE,
                new JsonObject()
                        .put("name", "look")
                        .put("cron", "0 0 1 1 *")
                        .put("workflow", "noop")
                        .put("payload", new JsonObject()));
    }

    private JsonObject schedule(String name) throws Exception {
        return found(name).orElseThrow();
    }

    private Optional<JsonObject> found(String name) throws Exception {
        return call(Jobs.SCHEDULES, new JsonObject()).getJsonArray("schedules").stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("name").equals("workflow:" + name))
                .findFirst();
    }

    @Test
    void theNewestVersionSaysWhenAWorkflowStarts() throws Exception {
        define("clocked", "1.0.0", "schedule: {cron: '0 7 * * *'}\ndo: [{x: {set: {v: 1}}}]\n");
        assertEquals("0 7 * * *", schedule("clocked").getString("cron"));
        define("clocked", "2.0.0", "schedule: {every: PT10M}\ndo: [{x: {set: {v: 2}}}]\n");
        assertNull(schedule("clocked").getString("cron"));
        assertEquals(600_000, schedule("clocked").getInteger("every_ms"));
        pass(Duration.ofMinutes(10));
        Eventually.await("the first job", () -> jobs("clocked").size() == 1);
        assertEquals(
                new JsonObject().put("v", 2), result(jobs("clocked").getFirst().getString("job_id")));
        pass(Duration.ofMinutes(10));
        Eventually.await("the second job", () -> jobs("clocked").size() == 2);
        define("clocked", "3.0.0", "do: [{x: {set: {v: 3}}}]\n");
        assertEquals(Optional.empty(), found("clocked"));
        call(Workflows.DELETE, new JsonObject().put("name", "clocked").put("version", "3.0.0"));
        assertEquals(600_000, schedule("clocked").getInteger("every_ms"));
    }

    @Test
    void afterCountsFromTheEndOfTheLastJob() throws Exception {
        define("after", "1.0.0", "schedule: {after: PT1M}\ndo: [{nap: {wait: PT1H}}]\n");
        pass(Duration.ofMinutes(1));
        Eventually.await("the first job", () -> jobs("after").size() == 1);
        String first = jobs("after").getFirst().getString("job_id");
        awaitWaiting(first, "timer");
        pass(Duration.ofMinutes(59));
        assertEquals(1, jobs("after").size());
        pass(Duration.ofMinutes(2));
        result(first);
        pass(Duration.ofMinutes(2));
        Eventually.await("the second job", () -> jobs("after").size() == 2);
    }

    @Test
    void samplesAreThereAndLeaveAloneWhatSomebodyMade() throws Exception {
        assertEquals(
                new JsonObject().put("message", "Hello, Ann!"),
                result(submit("hello", new JsonObject().put("name", "Ann"))));
        assertEquals(false, schedule("nightly-report").getBoolean("enabled"));
        define("hello", "9.0.0", "do: [{mine: {set: {mine: true}}}]\n");
        startNode();
        assertEquals(
                "9.0.0",
                call(Workflows.GET, new JsonObject().put("name", "hello")).getString("version"));
        assertEquals(
                2,
                call(Workflows.VERSIONS, new JsonObject().put("name", "hello"))
                        .getJsonArray("versions")
                        .size());
    }

    @Test
    void secretsAreThoseOfTheConfiguration() throws Exception {
        define(
                "secret",
                "1.0.0",
                "use: {secrets: [token]}\ndo: [{x: {set: {length: '${ $secrets.token | length }'}}}]\n");
        assertEquals(new JsonObject().put("length", 3), result(submit("secret", new JsonObject())));
        Failure refused = assertThrows(
                Failure.class, () -> define("other", "1.0.0", "use: {secrets: [another]}\ndo: [{x: {set: {a: 1}}}]\n"));
        assertTrue(String.valueOf(refused.getMessage()).contains("workflows.secrets"), refused.getMessage());
    }

    @Test
    void inputThatDoesNotFitFailsTheJob() throws Exception {
        define("strict", "1.0.0", """
                input: {schema: {document: {type: object, required: [n], properties: {n: {type: integer}}}}}
                do: [{x: {set: {n: '${ .n }'}}}]
                """);
        String job = submit("strict", new JsonObject().put("n", "one"));
        Eventually.await(
                "failed", () -> call(Jobs.STATUS, of(job)).getString("status").equals("failed"));
        String message = call(Jobs.GET, of(job)).getJsonObject("error").getString("message");
        assertTrue(message.contains("the input does not fit its schema"), message);
        assertEquals(new JsonObject().put("n", 1), result(submit("strict", new JsonObject().put("n", 1))));
    }
}
